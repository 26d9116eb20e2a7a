/* SPDX-License-Identifier: EUPL-1.2 */
/* Fronts as the server and the client of this folder use them themselves. Private to this folder.
 *
 * A gate is a front without TLS. There is one before every nng socket, since nng 1.5 must never
 * meet a connection that breaks under it: see front_pump.c. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "proto/link/front.h"

/** Listens on an address for a server's loopback port. */
int front_gate_server(const char *address, uint16_t target, struct lt_front **ret,
		      struct lt_err *err) LT_MUST_USE;
/** Listens on a loopback port for an address. */
int front_gate_client(const char *address, struct lt_front **ret, struct lt_err *err) LT_MUST_USE;
/** Ends the connection with this near port. @return false: not one of this front's. Any thread. */
bool front_hang_up(struct lt_front *front, uint16_t port);
/** Ends every connection there is now. Any thread. */
void front_hang_up_all(struct lt_front *front);
/** Ends everything, waits until nng has let go, and stops the thread. */
void front_stop(struct lt_front *front);
/** Its server ends first: nothing to detach from any more. */
void front_forget_server(struct lt_front *front);
