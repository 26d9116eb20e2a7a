/* SPDX-License-Identifier: EUPL-1.2 */
/* What the words that do something share. Private to coordinator/trial. */
#pragma once

#include "coordinator/trial/stage.h"

/** A fresh message in the trial's arena; aborts without memory, which ends this child alone. */
#define MAKE(stage, type, init)                                                                    \
	({                                                                                         \
		type *made_ = lt_arena_alloc(&(stage)->trial.arena, sizeof *made_);                \
		LT_REQUIRE(made_ != NULL);                                                         \
		init(made_);                                                                       \
		made_;                                                                             \
	})

#define LT_STAGE_NOTE "theo kịch bản thử"

const struct lt_directory *lt_stage_directory(struct lt_stage *stage); /**< NULL: failure is set */
/** Who was named, or somebody who may. NULL: failure is set. */
Lt__Actor *lt_stage_officer(struct lt_stage *stage, const char *by, const char *unit,
			    const char *role);
/** A command about one of the test's dossiers, with no body yet. */
Lt__Command *lt_stage_about(struct lt_stage *stage, size_t number);
/** The dossier at the time that was said; NULL: failure is set. */
const Lt__Dossier *lt_stage_arrive(struct lt_stage *stage, size_t number,
				   const struct lt_stage_args *args);
bool lt_stage_send(struct lt_stage *stage, Lt__Command *command, Lt__CommandReply **ret);
