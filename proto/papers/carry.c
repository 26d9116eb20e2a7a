/* SPDX-License-Identifier: EUPL-1.2 */
#include "proto/papers/carry.h"

#include <stdlib.h>

#include "proto/base/limits.h"

/* Twice what the largest chunk takes on a line of 64 kbit/s. */
#define EXCHANGE_US (60 * LT_US_PER_SECOND)

int lt_carry_init(struct lt_carry *carry, struct lt_talk *talk, struct lt_clock *clock,
		  struct lt_err *err)
{
	*carry = (struct lt_carry){.talk = talk, .clock = clock};
	carry->room = malloc(LT_PAPER_CHUNK_BYTES_MAX);
	if (!carry->room)
		return lt_err_set(err, LT_E_NOMEM, "papers");
	lt_pace_init(&carry->pace);
	lt_arena_init(&carry->arena, LT_DECODE_BYTES_MAX);
	return 0;
}

void lt_carry_done(struct lt_carry *carry)
{
	lt_arena_done(&carry->arena);
	free(carry->room);
	carry->room = NULL;
}

static ProtobufCBinaryData data(struct lt_slice bytes)
{
	return (ProtobufCBinaryData){.len = bytes.size, .data = (uint8_t *)(uintptr_t)bytes.data};
}

static int ask(struct lt_carry *c, Lt__Request *request, Lt__Reply__BodyCase expected,
	       Lt__Reply **ret, struct lt_err *err)
{
	lt_arena_reset(&c->arena);
	int r = lt_talk_ask_on(c->talk, &c->watch, request, EXCHANGE_US, &c->arena, ret, err);
	if (r == 0 && (*ret)->body_case != expected)
		r = lt_err_set(err, LT_E_VERSION, "câu trả lời không phải về giấy tờ");
	if (r < 0)
		lt_pace_failed(&c->pace);
	return r;
}

int lt_carry_put_piece(struct lt_carry *c, const struct lt_cargo *cargo, uint64_t size,
		       struct lt_slice piece, uint64_t *offset, bool *ret_whole, struct lt_err *err)
{
	Lt__Request request = LT__REQUEST__INIT;
	Lt__PaperPut put = LT__PAPER_PUT__INIT;
	Lt__Reply *reply;
	put.ticket = data(cargo->ticket);
	put.hash = data(lt_slice(cargo->hash, LT_HASH_BYTES));
	put.size = size;
	put.offset = *offset == LT_CARRY_ASK ? 0 : *offset;
	put.piece = data(piece);
	request.body_case = LT__REQUEST__BODY_PUT;
	request.put = &put;
	int64_t began_us = lt_clock_monotonic(c->clock);
	int r = ask(c, &request, LT__REPLY__BODY_PUT, &reply, err);
	if (r < 0)
		return r;
	lt_pace_done(&c->pace, piece.size, lt_clock_monotonic(c->clock) - began_us);
	*offset = reply->put->have;
	*ret_whole = reply->put->whole;
	return 0;
}

int lt_carry_put(struct lt_carry *c, const struct lt_cargo *cargo, const struct lt_paper_file *file,
		 uint64_t *offset, bool *ret_whole, struct lt_err *err)
{
	size_t n = 0;
	int r = *offset == LT_CARRY_ASK
			? 0
			: lt_paper_file_at(file, *offset, c->room, c->pace.chunk, &n, err);
	return r < 0 ? r
		     : lt_carry_put_piece(c, cargo, file->size, lt_slice(c->room, n), offset,
					  ret_whole, err);
}

int lt_carry_get(struct lt_carry *c, const struct lt_cargo *cargo, uint64_t offset,
		 struct lt_carried *ret, struct lt_err *err)
{
	Lt__Request request = LT__REQUEST__INIT;
	Lt__PaperGet get = LT__PAPER_GET__INIT;
	Lt__Reply *reply;
	get.ticket = data(cargo->ticket);
	get.hash = data(lt_slice(cargo->hash, LT_HASH_BYTES));
	get.offset = offset;
	get.room = (uint32_t)c->pace.chunk;
	request.body_case = LT__REQUEST__BODY_GET;
	request.get = &get;
	int64_t began_us = lt_clock_monotonic(c->clock);
	int r = ask(c, &request, LT__REPLY__BODY_GET, &reply, err);
	if (r < 0)
		return r;
	lt_pace_done(&c->pace, reply->get->piece.len, lt_clock_monotonic(c->clock) - began_us);
	*ret = (struct lt_carried){.size = reply->get->size,
				   .have = reply->get->have,
				   .bytes =
					   lt_slice(reply->get->piece.data, reply->get->piece.len)};
	return 0;
}
