/* SPDX-License-Identifier: EUPL-1.2 */
/* The Vietnamese words of everything the system names: the one message table of the tool
 * and of the printed forms.
 *
 * A value that has no word here gives NULL when it is a number, and itself when it is a name (names
 * are open: an analyst may invent outcomes). words_test.c walks the descriptors: nothing is
 * missing. */
#pragma once

#include "dossier.pb-c.h"
#include "event.pb-c.h"
#include "link.pb-c.h"

/** "hồ sơ được tiếp nhận": what an event says happened. */
const char *lt_word_event(Lt__Event__BodyCase body);
/** "hoàn thành bước": what a command of a person asks for, by its field of Command. Never NULL. */
const char *lt_word_command(uint32_t field);
/** "việc của cán bộ" */
const char *lt_word_duty(Lt__DutyKind kind);
/** Of a media type: "PDF", "ảnh JPEG"; others as they are written. */
const char *lt_word_media(const char *media);
const char *lt_word_step_kind(Lt__StepKind kind);
/** "chờ nhận" */
const char *lt_word_token_state(Lt__TokenState state);
/** "chờ công dân bổ sung hồ sơ" */
const char *lt_word_pause(Lt__PauseReason reason);
/** "đang giải quyết" */
const char *lt_word_status(Lt__DossierStatus status);
/** "trực tiếp" */
const char *lt_word_channel(Lt__Channel channel);
/** "bản sao" */
const char *lt_word_form(Lt__PaperForm form);
/** "cán bộ" */
const char *lt_word_actor(Lt__ActorKind kind);
/** "ngày nghỉ": procedures/calendar enum lt_ledger_kind */
const char *lt_word_ledger(uint32_t kind);
/** "ngày làm việc": procedures/calendar enum lt_limit_unit */
const char *lt_word_limit(uint32_t unit);
/** Status 1..10 of the national portal. */
const char *lt_word_portal(uint32_t status);

enum { LT_NUMBER_TEXT_BYTES = 32 };
/** "1.234.567", as numbers are grouped here. @return @p text. */
char *lt_word_number(int64_t number, char text[static LT_NUMBER_TEXT_BYTES]);

/** "granted": "chấp thuận" */
const char *lt_word_outcome(const char *outcome);
/** What is told from outside a step: "treasury.paid": "kho bạc đã nhận tiền" */
const char *lt_word_signal(const char *event);
/** "counter": "tại quầy" */
const char *lt_word_way(const char *way);
/** StepCancelled.reason: "joined" */
const char *lt_word_cancelled(const char *reason);
/** Incident.point: "by" */
const char *lt_word_point(const char *point);
/** The engine's counters: "commands" */
const char *lt_word_counter(const char *name);
