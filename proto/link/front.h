/* SPDX-License-Identifier: EUPL-1.2 */
/* The TLS front: faces the network in place of nng, and pumps bytes to and from loopback.
 *
 *   node: nng -> 127.0.0.1 -> client front == TLS ==> server front -> 127.0.0.1 -> nng: coordinator
 *
 * nng's own TLS leaks connections and hides who the peer is. The server front demands a certificate
 * of the province's CA, then connects to nng from a loopback port that it has noted before with
 * that certificate's identity. The server lets nothing in that does not come from a noted port, and
 * lt_call_identity tells whose certificate it was, to be compared with what a Hello says.
 *
 * One thread with one event loop for each front. It ignores SIGPIPE in the whole process. */
#pragma once

#include <stdint.h>

#include "proto/base/err.h"

struct lt_call;
struct lt_front;
struct lt_server;

enum {
	LT_FRONT_NAME_BYTES = 65,   /* RFC 5280: a common name has at most 64 characters */
	LT_FRONT_SERIAL_BYTES = 41, /* ... and a serial number 20 octets; in hex */
	LT_FRONT_FINGERPRINT_BYTES = 32,
	LT_FRONT_CHANNEL_BYTES = 32,
	LT_FRONT_PLACE_BYTES = 46, /* INET6_ADDRSTRLEN */
};

/** Who is at the other end, by its certificate. */
struct lt_front_identity {
	char name[LT_FRONT_NAME_BYTES]; /**< common name: the node's id */
	char serial[LT_FRONT_SERIAL_BYTES];
	uint8_t fingerprint[LT_FRONT_FINGERPRINT_BYTES]; /**< SHA-256 of the certificate */
	/** What only the two ends of this TLS connection know: tls-exporter of RFC 9266. */
	uint8_t channel[LT_FRONT_CHANNEL_BYTES];
	char place[LT_FRONT_PLACE_BYTES]; /**< network address it comes from */
};

/** PEM files; read at start and at lt_front_reload. */
struct lt_front_files {
	const char *ca, *cert, *key;
	const char *crl; /**< NULL: nothing is revoked */
	/** A client that has no files yet, only the SHA-256 of the CA's certificate, which the
	 * server must show: ca, cert and key are NULL, and any name of a server will do. */
	const uint8_t *pin;
};

struct lt_front_server_options {
	const char *address;	  /**< where the network comes in: "0.0.0.0:7400"; port 0: any */
	struct lt_server *server; /**< whose front this is; see lt_call_identity */
	struct lt_front_files files;
	uint32_t connections_max; /**< 0: 8,192 */
	uint32_t per_address_max; /**< from one network address, 0: 512 (many nodes behind one NAT)
				   */
	int32_t handshake_ms_max; /**< 0: 10,000 */
	int32_t idle_ms_max;	  /**< 0: 120,000; nothing from either end */
	/** Asks for no certificate and shows the CA's: a door for those who have none yet. Its
	 * peers have no identity. */
	bool strangers;
	/** A connection was refused or broke before it was up. On the front's thread; may be NULL.
	 */
	void (*on_refused)(void *owner, const char *reason);
	void *owner;
};

struct lt_front_client_options {
	const char *address;	 /**< of the server front: "coordinator.example:7400" */
	const char *server_name; /**< that its certificate must have; NULL: the host in address */
	struct lt_front_files files;
	int32_t handshake_ms_max, idle_ms_max; /**< as above; 0: 10,000 and 120,000 */
	void (*on_refused)(void *owner, const char *reason);
	void *owner;
};

/** Starts. The options' texts are copied. @return 0; LT_E_USAGE (address); LT_E_IO, LT_E_ABSENT,
 *  LT_E_FORMAT (files); LT_E_LINE (cannot listen); LT_E_NOMEM. */
int lt_front_server_start(const struct lt_front_server_options *options, struct lt_front **ret,
			  struct lt_err *err) LT_MUST_USE;
int lt_front_client_start(const struct lt_front_client_options *options, struct lt_front **ret,
			  struct lt_err *err) LT_MUST_USE;
/** Closes everything. Afterwards no callback runs. NULL is fine. */
void lt_front_free(struct lt_front *front);
/** Server: the public port. Client: the loopback port for lt_client to dial. */
uint16_t lt_front_port(const struct lt_front *front);
/** Who made this call, by the certificate of its connection? Any thread.
 *  @return false: it came without TLS, or its connection is gone. */
bool lt_call_identity(const struct lt_call *call, struct lt_front_identity *ret);
/** A client's front: of the connection that came up last, what the server's front knows as its
 *  channel. Any thread. @return false: none came up yet. */
bool lt_front_channel(struct lt_front *front, uint8_t ret[static LT_FRONT_CHANNEL_BYTES]);
/** Who is behind this loopback source port (lt_call_port, or as given to admit)? Any thread.
 *  @return false: nobody that came through this front. */
bool lt_front_peer(struct lt_front *front, uint16_t port, struct lt_front_identity *ret);
/** Reads the files again. New connections use them at once; present ones whose peer is no longer
 *  trusted (revoked, other CA) are closed. On failure the old ones stay. Any thread.
 *  @return 0; LT_E_IO, LT_E_ABSENT, LT_E_FORMAT. */
int lt_front_reload(struct lt_front *front, struct lt_err *err) LT_MUST_USE;

struct lt_front_stats {
	uint64_t accepted; /**< since the start */
	uint64_t refused;  /**< over a limit, before TLS */
	uint64_t failed;   /**< in the handshake, or no connection behind it */
	uint32_t open;	   /**< now, those in handshake too */
	uint32_t ports;	   /**< now, entries of the table behind lt_front_peer */
};
struct lt_front_stats lt_front_stats(struct lt_front *front);
/** Why the last connection that did not come up failed; empty: none did. Any thread. */
void lt_front_problem(struct lt_front *front, char text[static LT_ERR_TEXT_BYTES]);
