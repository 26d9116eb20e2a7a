/* SPDX-License-Identifier: EUPL-1.2 */
/* A province: an engine that people act on, and nodes whose replicas follow it page by page, each
 * page over the wire form and back. Everything asserts. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "command.pb-c.h"
#include "coordinator/engine/engine.h"
#include "proto/base/time.h"
#include "worker/node/replica.h"

/** A commune's own node, its desks, and who works there. */
#define COMMUNE "song-hien"
#define DESK "H14.40.21.01"
#define RECEIVER "mai.huong"
#define COMMITTEE "H14.40.21"
#define LEADER "phan.chinh"
#define JUSTICE "H14.40.21.02"
#define SPECIALIST "nong.an"

struct province {
	char *folder; /**< of the engine, and of the nodes below it */
	struct lt_clock clock;
	struct lt_engine *engine;
	struct lt_arena arena;
	uint64_t seq;
	size_t together; /**< commands that the batch still takes */
};

struct follower {
	struct province *province;
	const char *node;
	char *folder;
	struct lt_replica *replica;
	size_t pages, wire_bytes; /**< of all rounds; tests set them to 0 */
	uint64_t compact_bytes;	  /**< lt_replica_options; set before it is opened */
};

void province_open(struct province *p);
void province_close(struct province *p);
/** Opens the engine on the files that are there. */
void province_reopen(struct province *p);
/** Stops and starts the engine again on the same files. */
void province_restart(struct province *p);
/** Publishes a directory source. */
void publish_directory(struct province *p, const char *source);

/** The next so many commands are one batch, made durable with the last of them. */
void together(struct province *p, size_t commands);
/** Receives a dossier at a unit. @return its id. */
uint64_t receive(struct province *p, const char *unit, const char *officer, const char *name);
/** ... with so many bytes of text in it, as a program might hand in by fault. @return the refusal
 */
uint32_t receive_long(struct province *p, size_t bytes, uint64_t *ret);
/** One act; the refusal, 0 if accepted. */
uint32_t act(struct province *p, uint64_t dossier, const char *step, const char *outcome,
	     const char *officer, const char *unit);
/** Hands the result of a finished dossier to the applicant. */
void give_back(struct province *p, uint64_t dossier);
/** Receives and brings to its end, so many. */
void finish_many(struct province *p, size_t count);

void follower_open(struct follower *f, struct province *p, const char *node);
void follower_close(struct follower *f);
/** Closes and removes all it has. */
void follower_wipe(struct follower *f);
/** One question and its answer. @return lt_replica_take's. */
int follow_page(struct follower *f, struct lt_err *err);
/** Until there is no more. */
void follow(struct follower *f);

/** What the coordinator answers the node, and what its replica does. */
Lt__FetchReply *ask_coordinator(struct follower *f, const Lt__Fetch *fetch);
Lt__FetchReply *ask_replica(struct follower *f, const Lt__Fetch *fetch);
/** The same bytes from both, but for their hour. @return lines, of whatever kind. */
size_t assert_same_reply(struct follower *f, const Lt__Fetch *fetch);
/** Every list of every unit of the node and each dossier that is open there: the same bytes; every
 *  row the coordinator has of these dossiers, and no other. @return open dossiers compared. */
size_t assert_same(struct follower *f);
/** The folder's own eight properties. */
void assert_verified(const char *folder);
