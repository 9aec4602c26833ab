package io.hydrascope.agent.sweep;

import io.hydrascope.agent.prompt.BadPromptException;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.Detail;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.Topics;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureBatch;
import io.hydrascope.schemas.capture.CaptureBatchCodec;
import io.hydrascope.schemas.capture.CaptureRows;
import io.hydrascope.schemas.capture.CaptureSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Packs swept prompts into batches of a good message size: small captures share one, a large one is
 * cut between ablated components, with its intact rows in each piece. Not thread-safe.
 */
public final class CaptureBatcher {
  static final int TARGET_BYTES = 900_000;
  static final int SMALLEST_BYTES = 256_000;

  /** Room for a message's plan and captures. */
  private static final int METADATA_BYTES = 256 << 10;

  private final CaptureSource source;
  private final CapturePlan plan;
  private final ResidualBasis basis;
  private final Detail detail;
  private final int rowBytes;
  private final List<Slice> pending = new ArrayList<>();

  /** A capture's intact rows and those of the ablated components from … to - 1 of the plan. */
  private record Slice(Capture capture, CaptureRows rows, int positions, int from, int to) {
    int count() {
      return positions + (to - from) * unitRows();
    }

    /** Rows of one unit: one a position and donor. */
    int unitRows() {
      return positions * Math.max(1, capture.donors().size());
    }

    Slice part(int partFrom, int partTo) {
      return new Slice(capture, rows, positions, partFrom, partTo);
    }
  }

  /** Batches captures of full detail. */
  public CaptureBatcher(CaptureSource source, CapturePlan plan, ResidualBasis basis) {
    this(source, plan, basis, Detail.FULL);
  }

  public CaptureBatcher(
      CaptureSource source, CapturePlan plan, ResidualBasis basis, Detail detail) {
    this.source = source;
    this.plan = plan;
    this.basis = basis;
    this.detail = detail;
    rowBytes = CaptureBatchCodec.rowBytes(detail, basis);
  }

  /**
   * @param rows of one run of a {@link Sweep} under this plan, of the batcher's detail
   * @return the batches that became full
   * @throws BadPromptException if the rows of one component alone are too large for a message
   */
  public List<CaptureBatch> add(Capture capture, CaptureRows rows) {
    int components = plan.ablated().size();
    int donors = Math.max(1, capture.donors().size());
    int positions = rows.count() / (1 + components * donors);
    Slice whole = new Slice(capture, rows, positions, 0, components);
    requireMessageFits(whole);
    List<CaptureBatch> full = new ArrayList<>();
    if (bytes(pendingRows() + whole.count()) <= TARGET_BYTES) {
      pending.add(whole);
      return full;
    }
    int start = 0;
    if (!pending.isEmpty()) {
      start = bytes(pendingRows()) < SMALLEST_BYTES ? componentsThatFill(whole) : 0;
      if (start > 0) {
        pending.add(whole.part(0, start));
      }
      full.add(take());
    }
    for (Slice piece : pieces(whole.part(start, components))) {
      if (!pending.isEmpty()) {
        full.add(take());
      }
      pending.add(piece);
    }
    return full;
  }

  /** What is left, in one batch or none. */
  public List<CaptureBatch> flush() {
    return pending.isEmpty() ? List.of() : List.of(take());
  }

  /** As few pieces as fit, of about one size. */
  private List<Slice> pieces(Slice slice) {
    int components = slice.to() - slice.from();
    int room = TARGET_BYTES / rowBytes - slice.positions();
    int each = Math.max(1, room / slice.unitRows());
    int count = (components + each - 1) / each;
    List<Slice> pieces = new ArrayList<>();
    for (int piece = 0; piece < count; piece++) {
      int from = slice.from() + (int) ((long) components * piece / count);
      int to = slice.from() + (int) ((long) components * (piece + 1) / count);
      pieces.add(slice.part(from, to));
    }
    return pieces;
  }

  /** How many components of the next capture still fit beside what is pending. */
  private int componentsThatFill(Slice next) {
    int room = TARGET_BYTES / rowBytes - pendingRows() - next.positions();
    return Math.min(plan.ablated().size() - 1, Math.max(0, room / next.unitRows()));
  }

  private void requireMessageFits(Slice slice) {
    long bytes = bytes((long) slice.positions() + slice.unitRows()) + METADATA_BYTES;
    if (bytes > Topics.MAX_MESSAGE_BYTES) {
      throw new BadPromptException(
          "prompt %s: one component at %d positions takes %d bytes, a message holds %d: use --readout last"
              .formatted(
                  slice.capture().promptId(), slice.positions(), bytes, Topics.MAX_MESSAGE_BYTES));
    }
  }

  private int pendingRows() {
    return pending.stream().mapToInt(Slice::count).sum();
  }

  private long bytes(long rows) {
    return rows * rowBytes;
  }

  private CaptureBatch take() {
    int from = pending.stream().mapToInt(Slice::from).min().orElseThrow();
    int to = pending.stream().mapToInt(Slice::to).max().orElseThrow();
    RowCopier copier = new RowCopier(detail, pendingRows(), basis, from);
    List<Capture> captures = new ArrayList<>();
    for (Slice slice : pending) {
      copier.copy(slice.rows(), 0, slice.positions(), captures.size());
      int ablatedRows = (slice.to() - slice.from()) * slice.unitRows();
      int first = slice.positions() + slice.from() * slice.unitRows();
      copier.copy(slice.rows(), first, ablatedRows, captures.size());
      captures.add(slice.capture());
    }
    pending.clear();
    return new CaptureBatch(
        source, plan, basis, plan.ablated().subList(from, to), captures, copier.finished());
  }
}
