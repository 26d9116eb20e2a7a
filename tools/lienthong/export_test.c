/* SPDX-License-Identifier: EUPL-1.2 */
/* BPMN 2.0 by the rules a viewer relies on: well-formed, every reference there, every flow with two
 * ends and a line, every element with a shape and in one lane. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/support/support.h"
#include "tools/lienthong/served_fixture.h"

enum { TAGS_MAX = 20000, DEPTH_MAX = 32, VALUE_BYTES = 256 };

/* One start tag: its name and the text of its attributes; content if it holds only text. */
struct tag {
	char name[64];
	const char *attributes, *end; /* up to > */
	char content[VALUE_BYTES];
};

struct file {
	char *text;
	struct tag *tags;
	size_t count;
};

static void copy(char *to, size_t size, const char *from, size_t n)
{
	assert_true(n < size);
	memcpy(to, from, n);
	to[n] = 0;
}

/* Takes the text apart; fails the test where tags do not nest or an ampersand stands alone. */
static void take_apart(struct file *f)
{
	char open[DEPTH_MAX][64];
	size_t depth = 0;
	f->tags = calloc(TAGS_MAX, sizeof *f->tags);
	for (const char *p = f->text; *p; p++) {
		if (*p == '&' && strncmp(p, "&amp;", 5) && strncmp(p, "&lt;", 4) &&
		    strncmp(p, "&gt;", 4) && strncmp(p, "&quot;", 6))
			fail_msg("a lone ampersand: %.40s", p);
		if (*p != '<')
			continue;
		const char *end = strchr(p, '>');
		assert_non_null(end);
		if (p[1] == '?')
			continue;
		if (p[1] == '/') {
			assert_true(depth > 0);
			size_t n = strlen(open[--depth]);
			if (strncmp(p + 2, open[depth], n) != 0 || p[2 + n] != '>')
				fail_msg("%s is closed by %.40s", open[depth], p);
			continue;
		}
		assert_true(f->count < TAGS_MAX);
		struct tag *t = &f->tags[f->count++];
		size_t n = strcspn(p + 1, " >/");
		copy(t->name, sizeof t->name, p + 1, n);
		t->attributes = p + 1 + n;
		t->end = end;
		if (end[-1] == '/')
			continue;
		assert_true(depth < DEPTH_MAX);
		memcpy(open[depth++], t->name, sizeof t->name);
		size_t length = strcspn(end + 1, "<");
		copy(t->content, sizeof t->content, end + 1, length < 200 ? length : 200);
	}
	assert_int_equal(depth, 0);
}

static const char *attribute(const struct tag *t, const char *name)
{
	static char values[8][VALUE_BYTES];
	static size_t next;
	char wanted[64];
	(void)snprintf(wanted, sizeof wanted, " %s=\"", name);
	const char *at = strstr(t->attributes, wanted);
	if (!at || at > t->end)
		return NULL;
	at += strlen(wanted);
	char *value = values[next++ % 8];
	size_t n = strcspn(at, "\"");
	copy(value, VALUE_BYTES, at, n < 250 ? n : 250);
	return value;
}

/* Tags of this name whose attribute (or, without one, content) is this. */
static size_t find(const struct file *f, const char *tag, const char *name, const char *value)
{
	size_t found = 0;
	for (size_t i = 0; i < f->count; i++) {
		const struct tag *t = &f->tags[i];
		char wanted[VALUE_BYTES + 64];
		(void)snprintf(wanted, sizeof wanted, " %s=\"%s\"", name ? name : "", value);
		const char *at = name ? strstr(t->attributes, wanted) : NULL;
		bool is = name ? at && at < t->end : strcmp(t->content, value) == 0;
		found += is && (!tag || strcmp(t->name, tag) == 0);
	}
	return found;
}

static bool is_node(const struct tag *t)
{
	const char *end = strchr(t->name, ':');
	static const char *const ends[] = {"Event", "Task", "Gateway", "Activity"};
	if (strncmp(t->name, "bpmn:", 5) != 0 || !end)
		return false;
	for (size_t i = 0; i < 4; i++) {
		size_t n = strlen(t->name), k = strlen(ends[i]);
		if (n > k && strcmp(t->name + n - k, ends[i]) == 0)
			return true;
	}
	return false;
}

static void check_flow(const struct file *f, const struct tag *t)
{
	const char *id = attribute(t, "id");
	const char *ends[] = {attribute(t, "sourceRef"), attribute(t, "targetRef")};
	for (size_t i = 0; i < 2; i++) {
		assert_non_null(ends[i]);
		assert_int_equal(find(f, NULL, "id", ends[i]), 1);
	}
	assert_int_equal(find(f, "bpmn:incoming", NULL, id), 1);
	assert_int_equal(find(f, "bpmn:outgoing", NULL, id), 1);
	assert_int_equal(find(f, "bpmndi:BPMNEdge", "bpmnElement", id), 1);
}

static void check_node(const struct file *f, const struct tag *t)
{
	const char *id = attribute(t, "id"), *attached = attribute(t, "attachedToRef");
	bool starts = strcmp(t->name, "bpmn:startEvent") == 0 || attached;
	bool ends = strcmp(t->name, "bpmn:endEvent") == 0;
	assert_int_equal(find(f, "bpmndi:BPMNShape", "bpmnElement", id), 1);
	assert_int_equal(find(f, "bpmn:flowNodeRef", NULL, id), 1);
	assert_int_equal(find(f, "bpmn:sequenceFlow", "targetRef", id) > 0, !starts);
	assert_int_equal(find(f, "bpmn:sequenceFlow", "sourceRef", id) > 0, !ends);
	if (attached)
		assert_int_equal(find(f, NULL, "id", attached), 1);
}

static void check_waypoints(const struct file *f)
{
	for (size_t i = 0; i < f->count; i++) {
		size_t points = 0;
		if (strcmp(f->tags[i].name, "bpmndi:BPMNEdge") != 0)
			continue;
		while (i + points + 1 < f->count &&
		       strcmp(f->tags[i + points + 1].name, "di:waypoint") == 0)
			points++;
		assert_true(points >= 2);
	}
}

/* @return how many elements and flows there are. */
static size_t check_file(const char *path)
{
	struct served s = {.folder = lt_test_folder()};
	struct lt_err err = {0};
	struct file f = {0};
	char whole[1024];
	size_t checked = 0;
	(void)snprintf(whole, sizeof whole, "%s/%s", getenv("LT_SOURCE_ROOT"), path);
	if (served_run(&s, &lt_tool_export, SERVED_WORDS("--bpmn", whole), &f.text, &err) != 0)
		fail_msg("%s", err.text);
	take_apart(&f);
	for (size_t i = 0; i < f.count; i++) {
		const struct tag *t = &f.tags[i];
		const char *id = attribute(t, "id");
		if (id)
			assert_int_equal(find(&f, NULL, "id", id), 1);
		if (strcmp(t->name, "bpmn:sequenceFlow") == 0) {
			check_flow(&f, t);
			checked++;
		} else if (is_node(t)) {
			check_node(&f, t);
			checked++;
		}
	}
	check_waypoints(&f);
	lt_test_remove(s.folder);
	free(f.tags);
	free(f.text);
	return checked;
}

static void test_export__bpmn_of_real_procedures__every_reference_holds(void **state)
{
	(void)state;
	assert_true(check_file("procedures/national/chung_thuc/chung_thuc_ban_sao.lua") > 20);
	assert_true(check_file("procedures/national/xay_dung/cap_giay_phep_nha_o.lua") > 60);
	assert_true(check_file("procedures/national/dat_dai/cap_giay_chung_nhan_lan_dau.lua") > 60);
	assert_true(check_file("procedures/national/ho_tich/khai_sinh_thuong_tru_the_bhyt.lua") >
		    40);
	assert_true(check_file("procedures/host/testdata/all_kinds.lua") > 40);
}

static void test_export__no_form_named__is_wrong_usage(void **state)
{
	struct served s = {.folder = lt_test_folder()};
	struct lt_err err = {0};
	char *out = NULL;
	(void)state;
	char path[1024];
	(void)snprintf(path, sizeof path, "%s/procedures/host/testdata/all_kinds.lua",
		       getenv("LT_SOURCE_ROOT"));
	assert_int_equal(served_run(&s, &lt_tool_export, SERVED_WORDS(path), &out, &err),
			 LT_E_USAGE);
	served_says(&err, "--bpmn");
	lt_test_remove(s.folder);
	free(out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_export__bpmn_of_real_procedures__every_reference_holds),
		cmocka_unit_test(test_export__no_form_named__is_wrong_usage),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
