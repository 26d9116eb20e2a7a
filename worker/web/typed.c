/* SPDX-License-Identifier: EUPL-1.2 */
/* Fields "giu.NAME" are the form's own; "giu" is the path it was meant for. */
#include "worker/web/typed.h"

#include <string.h>

static const char path_name[] = "giu", prefix[] = "giu.";

enum { PREFIX = sizeof prefix - 1 };

static const char chosen[] = "tep.", number[] = "teps.", called[] = "tept.";

/* The file that was chosen in the place of what a field names; NULL: none. */
static const struct lt_http_file *instead_of(const struct lt_view *v, const char *name)
{
	size_t n = sizeof number - 1; /* as long as the other */
	if (strncmp(name, number, n) != 0 && strncmp(name, called, n) != 0)
		return NULL;
	for (const struct lt_http_file *f = v->request->files; f; f = f->next)
		if (f->key && strncmp(f->field, chosen, sizeof chosen - 1) == 0 &&
		    strcmp(f->field + sizeof chosen - 1, name + n) == 0)
			return f;
	return NULL;
}

/* Not what belongs to the page it came from: the token of a login, and the button. */
static bool is_typed(const struct lt_view *v, const char *name)
{
	return strcmp(name, "_ma") != 0 && strcmp(name, "lam") != 0 && !instead_of(v, name);
}

bool lt_typed_can(const struct lt_view *v)
{
	return v->request->method == LT_HTTP_POST && v->request->form &&
	       strcmp(v->request->fetch_site, "same-origin") == 0;
}

bool lt_typed_is_there(const struct lt_view *v)
{
	const char *path = lt_http_text(v->request->form, path_name);
	return path[0] == '/' && path[1] != '/' && !strpbrk(path, "\\\r\n");
}

static void hidden(struct lt_view *v, const char *before, const char *name, const char *value)
{
	lt_html(&v->html, "<input type=\"hidden\" name=\"%s%s\" value=\"%s\">", before, name,
		value);
}

static void name_file(struct lt_view *v, const char *what, const struct lt_http_file *f,
		      const char *value)
{
	const char *name = lt_arena_printf(v->arena, "%s%s", what, f->field + sizeof chosen - 1);
	if (name)
		hidden(v, prefix, name, value);
}

/* Files that came with the form lie with the node under a number: that goes along. */
static void files_go_along(struct lt_view *v)
{
	for (const struct lt_http_file *f = v->request->files; f; f = f->next) {
		if (strncmp(f->field, chosen, sizeof chosen - 1) != 0)
			continue;
		if (f->key && !f->flaw) {
			name_file(v, number, f, f->key);
			name_file(v, called, f, f->name);
		}
		lt_html(&v->html, "<p class=\"%s\">%s %s%s%s</p>", f->flaw ? "flaw" : "held",
			f->flaw ? LT_SAY(v, "Không nhận được tệp", "Not taken:")
				: LT_SAY(v, "Tệp đã chọn vẫn còn:", "Still held:"),
			f->name, f->flaw ? ": " : "", f->flaw ? f->flaw : "");
	}
}

void lt_typed_go_along(struct lt_view *v)
{
	bool again = lt_typed_is_there(v);
	bool login = strncmp(v->request->path, "/vao", 4) == 0;
	if (!again && (login || !lt_typed_can(v)))
		return;
	hidden(v, "", path_name,
	       again ? lt_http_text(v->request->form, path_name) : v->request->path);
	for (const struct lt_http_field *f = v->request->form; f; f = f->next)
		if (again ? strncmp(f->name, prefix, PREFIX) == 0 : is_typed(v, f->name))
			hidden(v, again ? "" : prefix, f->name, f->value);
	if (!again)
		files_go_along(v);
}

void lt_typed_offer(struct lt_view *v)
{
	lt_view_begin(v, LT_SAY(v, "Phiếu đang làm vẫn còn", "Your form is still here"));
	lt_html(&v->html,
		"<p class=\"done\" role=\"status\">%s</p><form method=\"post\" action=\"%s\">",
		LT_SAY(v,
		       "Phiên trước đã hết khi bạn gửi phiếu; chưa có gì được ghi, và những gì đã "
		       "nhập vẫn còn.",
		       "You were no longer logged in when you sent the form; nothing was done, "
		       "and all that was typed is still here."),
		lt_http_text(v->request->form, path_name));
	lt_view_token(v);
	for (const struct lt_http_field *f = v->request->form; f; f = f->next)
		if (strncmp(f->name, prefix, PREFIX) == 0)
			hidden(v, "", f->name + PREFIX, f->value);
	lt_html(&v->html, "<button>%s</button></form><p><a href=\"/viec\">%s</a></p>",
		LT_SAY(v, "Tiếp tục phiếu đang làm", "Go on with it"),
		LT_SAY(v, "Bỏ phiếu này", "Drop it"));
	lt_view_end(v);
}
