/* SPDX-License-Identifier: EUPL-1.2 */
/* No test beside it, and nobody says why. */
