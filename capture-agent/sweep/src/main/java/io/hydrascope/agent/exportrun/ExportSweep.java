package io.hydrascope.agent.exportrun;

import io.hydrascope.agent.export.ExportedAnswer;
import io.hydrascope.agent.export.ExportedDirections;
import io.hydrascope.agent.export.ExportedModel;
import io.hydrascope.agent.export.ExportedQuestion;
import io.hydrascope.agent.export.Replacement;
import io.hydrascope.agent.sweep.CaptureRowsBuilder;
import io.hydrascope.agent.sweep.CaptureRowsBuilder.IntactReading;
import io.hydrascope.agent.sweep.CaptureRowsBuilder.RowKey;
import io.hydrascope.agent.sweep.CaptureRowsBuilder.RowReading;
import io.hydrascope.agent.sweep.Readout.Measured;
import io.hydrascope.agent.sweep.Readout.Tokens;
import io.hydrascope.agent.sweep.ReplacementValues;
import io.hydrascope.agent.sweep.ResidualRows;
import io.hydrascope.agent.sweep.SweepTask;
import io.hydrascope.agent.sweep.Vectors;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.capture.CaptureRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One plan on one prompt of an export: the intact run, then the ablated rows in passes. */
final class ExportSweep {
  /** ExportRow 0 of every pass is the intact run. */
  private static final int INTACT_ROWS = 1;

  private final ExportRunner runner;
  private final ExportedModel model;
  private final ResidualBasis basis;
  private final SweepTask task;
  private final int[] positions;
  private final int width;

  ExportSweep(ExportRunner runner, SweepTask task) {
    this.runner = runner;
    this.task = task;
    model = runner.model();
    basis = runner.modelInfo().basis();
    positions = task.positions();
    width = runner.dimensions().width();
  }

  /**
   * All that passes with ablated rows need of the intact run.
   *
   * @param residual // [readout, d_model]
   */
  private record ExportBaseline(
      ReplacementValues values,
      float[] residual,
      ExportedDirections directions,
      Tokens tokens,
      CaptureRowsBuilder writer) {}

  /** One ablation that needs a row. */
  private record ExportRow(AblationUnit unit, int planned, int donor) {}

  /**
   * Readouts that rows are read at together.
   *
   * @param first index of the first among the prompt's
   * @param w // [readout, d_model]
   * @param residual of the intact run // [readout, d_model]
   */
  private record Reads(int first, int[] positions, float[] w, float[] residual, Tokens tokens) {
    int length() {
      return positions[positions.length - 1] + 1;
    }
  }

  CaptureRows run() {
    ExportBaseline known = know(task.plan().ablated().size());
    if (task.onePosition()) {
      // A row is read at its one position, which nothing after it can reach.
      for (int readout = 0; readout < positions.length; readout++) {
        write(known, only(known, readout));
      }
    } else {
      float[] w = known.directions().w();
      write(known, new Reads(0, positions, w, known.residual(), known.tokens()));
    }
    return known.writer().finished();
  }

  /** The intact rows alone. */
  CaptureRows runIntact() {
    return know(0).writer().finished();
  }

  private ExportBaseline know(int units) {
    int[] tokens = task.tokens();
    float[] residual = intact(tokens, new float[positions.length * width]).residual();
    ExportedDirections wished = model.directions(task.asked(), task.others());
    Measured measured =
        runner.readout().measure(residual, ResidualRows.none(), tokens(task.asked(), wished));
    int[] targets = task.targets(measured.argmax());
    ExportedDirections directions = model.directions(targets, task.others());
    float[] parts =
        new ExportContributions(basis, intact(tokens, directions.w()), positions.length).intact();
    double[] scale = new double[positions.length];
    double[] read = new double[positions.length];
    double[] kappa = new double[positions.length];
    for (int readout = 0; readout < positions.length; readout++) {
      scale[readout] = measured.scale()[readout];
      read[readout] = dot(directions.w(), readout, residual, readout);
      kappa[readout] = directions.kappa()[readout];
    }
    CaptureRowsBuilder writer =
        new CaptureRowsBuilder(
            basis,
            positions,
            targets,
            kappa,
            units,
            task.donors(),
            new IntactReading(scale, parts));
    writer.writeIntact(measured, read);
    ReplacementValues values = ReplacementValues.of(runner, task);
    return new ExportBaseline(values, residual, directions, tokens(targets, directions), writer);
  }

  private ExportedAnswer intact(int[] tokens, float[] directions) {
    return model.run(new ExportedQuestion(tokens, positions, directions, List.of()));
  }

  private static Tokens tokens(int[] targets, ExportedDirections directions) {
    return new Tokens(targets, directions.reference(), directions.referenceBias());
  }

  private Reads only(ExportBaseline known, int readout) {
    int from = readout * width;
    return new Reads(
        readout,
        new int[] {positions[readout]},
        Arrays.copyOfRange(known.directions().w(), from, from + width),
        Arrays.copyOfRange(known.residual(), from, from + width),
        known.tokens().at(readout, width));
  }

  private void write(ExportBaseline known, Reads reads) {
    List<ExportRow> rows = rows();
    int atOnce = runner.budget().ablationsAtOnce(reads.length(), reads.positions().length);
    for (long first = 0; first < rows.size(); first += atOnce) {
      int end = (int) Math.min(rows.size(), first + atOnce);
      write(known, reads, rows.subList((int) first, end));
      runner.passDone(end - (int) first);
    }
  }

  private List<ExportRow> rows() {
    List<ExportRow> rows = new ArrayList<>();
    List<AblationUnit> ablated = task.plan().ablated();
    for (int planned = 0; planned < ablated.size(); planned++) {
      for (int donor = 0; donor < task.donors(); donor++) {
        rows.add(new ExportRow(ablated.get(planned), planned, task.donorIndex(donor)));
      }
    }
    return rows;
  }

  private void write(ExportBaseline known, Reads reads, List<ExportRow> rows) {
    int[] tokens = Arrays.copyOf(task.prompt().tokens(), reads.length());
    List<Replacement> replacements =
        rows.stream().map(row -> replacement(known.values(), row, reads)).toList();
    ExportedAnswer answer =
        model.run(new ExportedQuestion(tokens, reads.positions(), reads.w(), replacements));
    int readouts = reads.positions().length;
    float[] residual = answer.residual();
    Measured measured =
        runner
            .readout()
            .measure(
                reads.residual(),
                new ResidualRows(residual, INTACT_ROWS, rows.size(), readouts, width),
                reads.tokens());
    ExportContributions parts = new ExportContributions(basis, answer, readouts);
    for (int index = 0; index < rows.size(); index++) {
      ExportRow row = rows.get(index);
      int at = INTACT_ROWS + index;
      float[] table = parts.ablated(at, row.unit());
      for (int readout = 0; readout < readouts; readout++) {
        double read = dot(reads.w(), readout, residual, at * readouts + readout);
        RowKey place = new RowKey(row.planned(), row.donor(), reads.first() + readout);
        known.writer().write(place, new RowReading(measured, readout, at, read), table, readout);
      }
    }
  }

  private Replacement replacement(ReplacementValues values, ExportRow row, Reads reads) {
    int number = runner.number(row.unit());
    Component component = row.unit().first();
    if (task.onePosition()) {
      int position = reads.positions()[0];
      return new Replacement(number, position, values.at(component, row.donor(), position));
    }
    return new Replacement(
        number,
        Replacement.EVERY_POSITION,
        values.everywhere(component, row.donor(), reads.length()));
  }

  /** Dot product of two vectors of d_model. */
  private double dot(float[] left, int leftIndex, float[] right, int rightIndex) {
    return Vectors.dot(left, leftIndex * width, right, rightIndex * width, width);
  }
}
