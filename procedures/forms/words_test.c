/* SPDX-License-Identifier: EUPL-1.2 */
/* Nothing the system can say is without a Vietnamese word: the descriptors tell what there is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "procedures/calendar/calendar.h"
#include "procedures/core/verdict.h"
#include "procedures/forms/words.h"

static bool is_word(const char *word)
{
	return word && *word && !strchr(word, '_');
}

static void test_word_event__every_body__has_a_word(void **state)
{
	size_t bodies = 0;
	(void)state;
	for (unsigned i = 0; i < lt__event__descriptor.n_fields; i++) {
		const ProtobufCFieldDescriptor *f = &lt__event__descriptor.fields[i];
		if (!(f->flags & PROTOBUF_C_FIELD_FLAG_ONEOF))
			continue;
		bodies++;
		if (!is_word(lt_word_event((Lt__Event__BodyCase)f->id)))
			fail_msg("event %s has no word", f->name);
	}
	assert_true(bodies >= 30);
	assert_null(lt_word_event(LT__EVENT__BODY__NOT_SET));
	assert_null(lt_word_event((Lt__Event__BodyCase)9999));
}

/* Number 0 means that nothing was said. */
#define CHECK_ENUM(descriptor, word, type)                                                         \
	do {                                                                                       \
		for (unsigned i = 0; i < (descriptor).n_values; i++) {                             \
			int value = (descriptor).values[i].value;                                  \
			if (value && !is_word(word((type)value)))                                  \
				fail_msg("%s has no word", (descriptor).values[i].name);           \
		}                                                                                  \
		assert_null(word((type)0));                                                        \
		assert_null(word((type)9999));                                                     \
	} while (0)

static void test_word_enums__every_value__has_a_word(void **state)
{
	(void)state;
	CHECK_ENUM(lt__step_kind__descriptor, lt_word_step_kind, Lt__StepKind);
	CHECK_ENUM(lt__duty_kind__descriptor, lt_word_duty, Lt__DutyKind);
	CHECK_ENUM(lt__token_state__descriptor, lt_word_token_state, Lt__TokenState);
	CHECK_ENUM(lt__pause_reason__descriptor, lt_word_pause, Lt__PauseReason);
	CHECK_ENUM(lt__dossier_status__descriptor, lt_word_status, Lt__DossierStatus);
	CHECK_ENUM(lt__channel__descriptor, lt_word_channel, Lt__Channel);
	CHECK_ENUM(lt__paper_form__descriptor, lt_word_form, Lt__PaperForm);
	CHECK_ENUM(lt__actor_kind__descriptor, lt_word_actor, Lt__ActorKind);
}

static void test_word_ledger__every_kind_and_unit__has_a_word(void **state)
{
	(void)state;
	for (uint32_t kind = LT_LEDGER_RECEIVED; kind <= LT_LEDGER_CALENDAR; kind++)
		assert_true(is_word(lt_word_ledger(kind)));
	assert_null(lt_word_ledger(0));
	assert_null(lt_word_ledger(LT_LEDGER_CALENDAR + 1));
	for (uint32_t unit = LT_LIMIT_NONE; unit <= LT_LIMIT_SAME_DAY; unit++)
		assert_true(is_word(lt_word_limit(unit)));
	assert_null(lt_word_limit(LT_LIMIT_SAME_DAY + 1));
}

static void test_word_portal__statuses_1_to_10__have_words(void **state)
{
	(void)state;
	for (uint32_t status = 1; status <= 10; status++)
		assert_true(is_word(lt_word_portal(status)));
	assert_null(lt_word_portal(0));
	assert_null(lt_word_portal(11));
}

static void test_word_refusals_and_errors__every_row__says_what_to_do(void **state)
{
	(void)state;
#define X(name, number, english, vietnamese)                                                       \
	assert_string_equal(lt_refusal_vietnamese(number), vietnamese);                            \
	assert_true(strlen(vietnamese) > 10);
	LT_REFUSALS(X)
#undef X
#define X(name, number, retryable, exit_code, english, vietnamese)                                 \
	assert_string_equal(lt_err_vietnamese(-(number)), vietnamese);                             \
	assert_true(lt_err_exit(-(number)) > 0 && lt_err_exit(-(number)) < 128);
	LT_ERRORS(X)
#undef X
	assert_int_equal(lt_err_exit(LT_E_REFUSED), 1);
}

/* What the core itself writes into events, and what the examples of procedures use. */
static void test_word_names__those_of_the_core__have_words(void **state)
{
	static const char *const outcomes[] = {
		"granted",  "refused",	"complete", "missing", "arrived", "expired",
		"answered", "returned", "overdue",  "agree",   "oppose",  "silent",
		"agreed",   "opposed",	"joined",   "ok",      "failed"};
	static const char *const reasons[] = {"joined", "withdrawn", "stopped", "finished",
					      "retry"};
	static const char *const points[] = {"by",   "with",	 "allow",     "at",   "fee",
					     "unit", "calendar", "procedure", "loop", "times"};
	static const char *const ways[] = {"counter", "post", "online"};
	(void)state;
	for (size_t i = 0; i < sizeof outcomes / sizeof *outcomes; i++)
		assert_string_not_equal(lt_word_outcome(outcomes[i]), outcomes[i]);
	for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
		assert_string_not_equal(lt_word_cancelled(reasons[i]), reasons[i]);
	for (size_t i = 0; i < sizeof points / sizeof *points; i++)
		assert_string_not_equal(lt_word_point(points[i]), points[i]);
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
		assert_string_not_equal(lt_word_way(ways[i]), ways[i]);
}

static void test_word_names__invented_by_an_analyst__stand_for_themselves(void **state)
{
	static const char own[] = "sent_to_council";
	(void)state;
	assert_ptr_equal(lt_word_outcome(own), own);
	assert_ptr_equal(lt_word_way(own), own);
	assert_ptr_equal(lt_word_cancelled(own), own);
	assert_ptr_equal(lt_word_point(own), own);
	assert_ptr_equal(lt_word_counter(own), own);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_word_event__every_body__has_a_word),
		cmocka_unit_test(test_word_enums__every_value__has_a_word),
		cmocka_unit_test(test_word_ledger__every_kind_and_unit__has_a_word),
		cmocka_unit_test(test_word_portal__statuses_1_to_10__have_words),
		cmocka_unit_test(test_word_refusals_and_errors__every_row__says_what_to_do),
		cmocka_unit_test(test_word_names__those_of_the_core__have_words),
		cmocka_unit_test(test_word_names__invented_by_an_analyst__stand_for_themselves),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
