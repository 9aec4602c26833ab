package io.hydrascope.agent.offline;

import io.hydrascope.agent.arrow.ArrowRowWriter;
import io.hydrascope.agent.rows.JsonRowWriter;
import io.hydrascope.agent.rows.RowShape;
import io.hydrascope.agent.rows.RowWriter;
import io.hydrascope.agent.rows.SweptRows;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The file of rows. It has its name only once it is complete: until then it is FILE.part, and an
 * older file of that name stays.
 */
final class SweepOutput implements Closeable {
  private final Path output;
  private final Path part;
  private final RowWriter writer;
  private boolean closed;

  private SweepOutput(Path output, Path part, RowWriter writer) {
    this.output = output;
    this.part = part;
    this.writer = writer;
  }

  static SweepOutput open(Path output, RowShape shape) throws IOException {
    Path part = output.resolveSibling(output.getFileName() + ".part");
    RowWriter writer =
        output.toString().endsWith(SweepRequest.ARROW)
            ? new ArrowRowWriter(
                FileChannel.open(
                    part,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE),
                shape)
            : new JsonRowWriter(new BufferedOutputStream(Files.newOutputStream(part)), shape);
    return new SweepOutput(output, part, writer);
  }

  void write(SweptRows rows) throws IOException {
    writer.write(rows);
  }

  /** Nothing more is to come. */
  void finish() throws IOException {
    closed = true;
    writer.close();
    Files.move(part, output, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Nothing more is to come, and nothing of it is kept.
   *
   * @return how many bytes the file would have
   */
  long discard() throws IOException {
    closed = true;
    writer.close();
    return Files.size(part);
  }

  /** Deletes what was written unless it was finished. */
  @Override
  public void close() throws IOException {
    try {
      if (!closed) {
        writer.close();
      }
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
