/* sluice-file-drop.h: files that are dropped on the canvas become sources.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "canvas/sluice-canvas.h"
#include "model/sluice-pipeline.h"

G_BEGIN_DECLS

/**
 * sluice_file_drop_attach:
 * @canvas: a canvas
 * @pipeline: its pipeline; lives as long as @canvas
 *
 * Lets files and folders be dropped on a canvas. Each becomes a stream with the format that its name tells and the schema
 * that its content has, which another thread finds out first; a pipeline's document is opened.
 */
void sluice_file_drop_attach (SluiceCanvas   *canvas,
                              SluicePipeline *pipeline);

/**
 * sluice_file_drop:
 * @canvas: a canvas
 * @pipeline: its pipeline
 * @file: what was dropped
 * @x: where, in screen space
 * @y: where, in screen space
 *
 * Does for one file what a drop does.
 */
void sluice_file_drop (SluiceCanvas   *canvas,
                       SluicePipeline *pipeline,
                       GFile          *file,
                       double          x,
                       double          y);

G_END_DECLS
