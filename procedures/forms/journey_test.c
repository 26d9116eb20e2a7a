/* SPDX-License-Identifier: EUPL-1.2 */
/* Every event can be told in a sentence, whole or damaged; the facts are in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "procedures/calendar/calendar.h"
#include "proto/base/time.h"
#include "proto/codec/codec.h"
#include "procedures/forms/journey.h"

static int set_up(void **state)
{
	struct lt_journey *journey = calloc(1, sizeof *journey);
	journey->arena = calloc(1, sizeof *journey->arena);
	lt_arena_init(journey->arena, 4u << 20);
	*state = journey;
	return 0;
}

static int tear_down(void **state)
{
	struct lt_journey *journey = *state;
	lt_arena_done(journey->arena);
	free(journey->arena);
	free(journey);
	return 0;
}

static void says(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("'%s' does not say '%s'", text, part);
}

/* -- any event -- */

/* A message of a type, with one message below each of its message fields if @p deep. */
static ProtobufCMessage *make(struct lt_arena *arena, const ProtobufCMessageDescriptor *type,
			      int deep)
{
	ProtobufCMessage *message = lt_arena_alloc(arena, type->sizeof_message);
	assert_non_null(message);
	type->message_init(message);
	for (unsigned i = 0; deep && i < type->n_fields; i++) {
		const ProtobufCFieldDescriptor *f = &type->fields[i];
		if (f->type == PROTOBUF_C_TYPE_MESSAGE && f->label != PROTOBUF_C_LABEL_REPEATED)
			*(ProtobufCMessage **)((char *)message + f->offset) =
				make(arena, f->descriptor, deep - 1);
	}
	return message;
}

static void tell_every_body(struct lt_journey *journey, int deep)
{
	for (unsigned i = 0; i < lt__event__descriptor.n_fields; i++) {
		const ProtobufCFieldDescriptor *f = &lt__event__descriptor.fields[i];
		Lt__Event event = LT__EVENT__INIT;
		if (!(f->flags & PROTOBUF_C_FIELD_FLAG_ONEOF))
			continue;
		event.body_case = (Lt__Event__BodyCase)f->id;
		event.received = (void *)make(journey->arena, f->descriptor, deep);
		const char *text = lt_journey_what(journey, &event);
		assert_non_null(text);
		if (deep && strstr(text, "chưa biết"))
			fail_msg("%s has no sentence", f->name);
		assert_true(strlen(text) > 5);
		assert_string_equal(lt_journey_who(journey, &event), "hệ thống");
	}
}

static void test_journey_what__every_body__a_sentence(void **state)
{
	tell_every_body(*state, 2);
}

static void test_journey_what__parts_missing__no_crash(void **state)
{
	Lt__Event event = LT__EVENT__INIT;
	tell_every_body(*state, 0);
	assert_non_null(lt_journey_what(*state, &event));
}

/* -- particular ones -- */

static void start(struct lt_journey *journey, uint32_t id, const char *told, const char *step)
{
	Lt__Event event = LT__EVENT__INIT;
	Lt__StepStarted started = LT__STEP_STARTED__INIT;
	Lt__Token token = LT__TOKEN__INIT;
	token.id = id;
	token.step = step;
	token.kind = LT__STEP_KIND__STEP_KIND_HUMAN;
	started.token = &token;
	event.body_case = LT__EVENT__BODY_STARTED;
	event.started = &started;
	says(lt_journey_what(journey, &event), told);
}

static const char *claim(struct lt_journey *journey, uint32_t token, const char *by)
{
	static Lt__StepClaimed claimed;
	Lt__Event event = LT__EVENT__INIT;
	lt__step_claimed__init(&claimed);
	claimed.token = token;
	claimed.officer = "binh";
	claimed.by = by;
	event.body_case = LT__EVENT__BODY_CLAIMED;
	event.claimed = &claimed;
	return lt_journey_what(journey, &event);
}

static void test_journey_what__tokens_by_number__their_steps_named(void **state)
{
	struct lt_journey *journey = *state;
	start(journey, 1, "receive", "receive");
	start(journey, 40, "sign", "sign");
	says(claim(journey, 1, ""), "nhận bước receive");
	says(claim(journey, 40, "cuong"), "giao bước sign cho binh");
	says(claim(journey, 39, ""), "?");
	says(claim(journey, UINT32_MAX, ""), "?");
	start(journey, UINT32_MAX, "absurd", "absurd"); /* not remembered, not a gigabyte */
	says(claim(journey, 1, ""), "receive");
}

static void test_journey_what__an_outcome__word_note_fields_and_papers(void **state)
{
	Lt__Event event = LT__EVENT__INIT;
	Lt__StepCompleted completed = LT__STEP_COMPLETED__INIT;
	Lt__Field yes = LT__FIELD__INIT, *fields[] = {&yes};
	Lt__Paper paper = LT__PAPER__INIT, *papers[] = {&paper};
	yes.name = "lived_elsewhere";
	yes.value_case = LT__FIELD__VALUE_YES;
	yes.yes = true;
	paper.id = "gxn";
	completed.step = "appraise";
	completed.outcome = "pass";
	completed.note = "Đủ điều kiện";
	completed.fields = fields;
	completed.n_fields = 1;
	completed.papers = papers;
	completed.n_papers = 1;
	event.body_case = LT__EVENT__BODY_COMPLETED;
	event.completed = &completed;
	assert_string_equal(lt_journey_what(*state, &event),
			    "hoàn thành bước appraise: đạt (pass): Đủ điều kiện; "
			    "lived_elsewhere: có; giấy tờ: gxn");
	struct lt_journey plain = {.arena = ((struct lt_journey *)*state)->arena, .plain = true};
	says(lt_journey_what(&plain, &event), "bước appraise: đạt: Đủ điều kiện");
	completed.outcome = "sent_to_council";
	says(lt_journey_what(*state, &event), ": sent_to_council:");
}

static void test_journey_what__recorded_later__both_moments(void **state)
{
	Lt__Event event = LT__EVENT__INIT;
	Lt__DossierWithdrawn withdrawn = LT__DOSSIER_WITHDRAWN__INIT;
	event.body_case = LT__EVENT__BODY_WITHDRAWN;
	event.withdrawn = &withdrawn;
	assert_int_equal(lt_time_parse("2025-07-01T08:30", &event.happened_us), 0);
	assert_int_equal(lt_time_parse("2025-07-01T16:00", &event.stamp_us), 0);
	says(lt_journey_what(*state, &event), "ghi vào hệ thống lúc 16:00 01/07/2025");
}

static void test_journey_who__officer_citizen_node__named(void **state)
{
	Lt__Event event = LT__EVENT__INIT;
	Lt__Actor actor = LT__ACTOR__INIT;
	event.actor = &actor;
	actor.kind = LT__ACTOR_KIND__ACTOR_KIND_OFFICER;
	actor.id = "hoa";
	actor.unit = "H14.1.1";
	assert_string_equal(lt_journey_who(*state, &event), "cán bộ hoa, H14.1.1");
	actor = (Lt__Actor)LT__ACTOR__INIT;
	actor.kind = LT__ACTOR_KIND__ACTOR_KIND_CITIZEN;
	assert_string_equal(lt_journey_who(*state, &event), "công dân");
}

static void label(Lt__Label *l, Lt__LabelKind kind, const char *code, const char *text)
{
	lt__label__init(l);
	l->kind = kind;
	l->code = code;
	l->text = text;
}

static void test_journey_name__labels_in_the_reply__words_for_codes(void **state)
{
	struct lt_journey *journey = *state;
	Lt__Label l[3], *labels[] = {&l[0], &l[1], &l[2]};
	Lt__FetchReply reply = LT__FETCH_REPLY__INIT;
	Lt__Event event = LT__EVENT__INIT;
	Lt__Actor actor = LT__ACTOR__INIT;
	label(&l[0], LT__LABEL_KIND__LABEL_KIND_STEP, "receive", "Tiếp nhận");
	label(&l[1], LT__LABEL_KIND__LABEL_KIND_UNIT, "H14.1", "Một cửa");
	label(&l[2], LT__LABEL_KIND__LABEL_KIND_OFFICER, "hoa", "Hoàng Thị Hoa");
	reply.labels = labels;
	reply.n_labels = 3;
	journey->labels = &reply;
	start(journey, 1, "Tiếp nhận", "receive");
	says(claim(journey, 1, ""), "nhận bước “Tiếp nhận”");
	event.actor = &actor;
	actor.kind = LT__ACTOR_KIND__ACTOR_KIND_OFFICER;
	actor.id = "hoa";
	actor.unit = "H14.1";
	assert_string_equal(lt_journey_who(journey, &event), "Hoàng Thị Hoa, Một cửa");
	actor.id = "an"; /* nobody told the name */
	assert_string_equal(lt_journey_who(journey, &event), "cán bộ an, Một cửa");
	assert_string_equal(lt_journey_name(NULL, LT__LABEL_KIND__LABEL_KIND_UNIT, "H9"), "H9");
}

static void test_journey_value__of_every_kind__as_people_read_it(void **state)
{
	struct lt_journey *j = *state;
	Lt__Label place = LT__LABEL__INIT, *labels[] = {&place};
	Lt__FetchReply reply = LT__FETCH_REPLY__INIT;
	Lt__Field f = LT__FIELD__INIT;
	place.kind = LT__LABEL_KIND__LABEL_KIND_VALUE;
	place.code = "home/01273";
	place.text = "Phường Thục Phán";
	reply.labels = labels;
	reply.n_labels = 1;
	f.name = "home";
	f.value_case = LT__FIELD__VALUE_NUMBER;
	f.number = 2024;
	assert_string_equal(lt_journey_value(j->arena, &reply, &f), "2024");
	f.number = 36000000;
	assert_string_equal(lt_journey_value(j->arena, &reply, &f), "36.000.000");
	f.value_case = LT__FIELD__VALUE_YES;
	f.yes = false;
	assert_string_equal(lt_journey_value(j->arena, &reply, &f), "không");
	f.value_case = LT__FIELD__VALUE_TEXT;
	f.text = "2025-07-01";
	assert_string_equal(lt_journey_value(j->arena, &reply, &f), "01/07/2025");
	f.text = "01273";
	assert_string_equal(lt_journey_value(j->arena, &reply, &f), "Phường Thục Phán");
	assert_string_equal(lt_journey_value(j->arena, NULL, &f), "01273");
}

static void test_journey_read__damaged_bytes__refused(void **state)
{
	struct lt_arena arena;
	struct lt_err err = {0};
	Lt__FetchReply reply = LT__FETCH_REPLY__INIT;
	Lt__Event event = LT__EVENT__INIT, **events;
	struct lt_slice bytes;
	uint8_t bad[] = {0xff, 0xff};
	(void)state;
	lt_arena_init(&arena, 1u << 20);
	event.n = 3;
	assert_int_equal(lt_encode(&event.base, &arena, &bytes), 0);
	ProtobufCBinaryData one = {.len = bytes.size, .data = (uint8_t *)(uintptr_t)bytes.data};
	reply.events = &one;
	reply.n_events = 1;
	assert_int_equal(lt_journey_read(&reply, &arena, &events, &err), 0);
	assert_int_equal(events[0]->n, 3);
	one = (ProtobufCBinaryData){.len = sizeof bad, .data = bad};
	assert_int_equal(lt_journey_read(&reply, &arena, &events, &err), LT_E_FORMAT);
	lt_arena_done(&arena);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_journey_what__every_body__a_sentence),
		TEST(test_journey_what__parts_missing__no_crash),
		TEST(test_journey_what__tokens_by_number__their_steps_named),
		TEST(test_journey_what__an_outcome__word_note_fields_and_papers),
		TEST(test_journey_what__recorded_later__both_moments),
		TEST(test_journey_who__officer_citizen_node__named),
		TEST(test_journey_name__labels_in_the_reply__words_for_codes),
		TEST(test_journey_value__of_every_kind__as_people_read_it),
		TEST(test_journey_read__damaged_bytes__refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
