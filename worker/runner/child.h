/* SPDX-License-Identifier: EUPL-1.2 */
/* Automatic steps in child processes: the child's side. It reads frames of jobs from its standard
 * input, a socket, and writes frames of results to it, until its parent closes it. */
#pragma once

/** The whole life of a child. @param seconds  time limit of one job, as text
 *  @return exit code of the process. */
int lt_runner_main(const char *capability, const char *adapter, const char *seconds);
