/* SPDX-License-Identifier: EUPL-1.2 */
#define LT_LOG_EVENTS(X) X(started) X(stopped)
