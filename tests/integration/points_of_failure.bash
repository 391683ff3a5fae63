#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A few of the points of failure that tests/endurance/points_of_failure tries all of.
export ACTIONS=${ACTIONS:-KILL ENOSPC EACCES}
exec bash "${0%/*}/../endurance/points_of_failure" --sample "${SAMPLE:-4}"
