package io.hydrascope.jobs.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hydrascope.schemas.capture.CaptureRows;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeenRowsTest {
  @Test
  void bytes_readBack_knowEachRowAndNoOther() {
    Random random = new Random(1);
    for (int repeat = 0; repeat < 50; repeat++) {
      SeenRows written = new SeenRows(1_000);
      Set<String> rows = new HashSet<>();
      for (int row = 0; row < 200; row++) {
        int position = random.nextInt(40) * (row % 7 == 0 ? 50_000_000 : 1);
        int donor = random.nextInt(3) - 1;
        int unit = random.nextInt(300);
        boolean isFresh = rows.add(position + " " + donor + " " + unit);
        assertThat(written.mark(SeenRows.place(position, donor), unit)).isEqualTo(isFresh);
      }
      SeenRows read = new SeenRows(5_000);
      read.add(written.bytes());
      assertThat(read.sinceMillis()).isEqualTo(1_000);
      for (String row : rows) {
        String[] parts = row.split(" ", -1);
        long place = SeenRows.place(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
        assertThat(read.mark(place, Integer.parseInt(parts[2]))).as(row).isFalse();
      }
      assertThat(read.mark(SeenRows.place(41, 0), 0)).isTrue();
    }
  }

  /** All units at each of the bundled model's twelve readouts. */
  @Test
  void bytes_ofAWholeCapture_areFew() {
    SeenRows rows = new SeenRows(1_700_000_000_000L);
    for (int unit = 0; unit < 24; unit++) {
      for (int position = 3; position < 15; position++) {
        assertThat(rows.mark(SeenRows.place(position, CaptureRows.NO_DONOR), unit)).isTrue();
      }
    }
    assertThat(rows.bytes()).hasSizeLessThan(40);
  }

  @Test
  void add_anotherVersionOrCutOff_isRefused() {
    SeenRows rows = new SeenRows(0);
    rows.mark(SeenRows.place(1, 0), 1);
    byte[] bytes = rows.bytes();
    byte[] cut = new byte[bytes.length - 1];
    System.arraycopy(bytes, 0, cut, 0, cut.length);
    assertThatThrownBy(() -> new SeenRows(0).add(cut)).hasMessageContaining("cut off");
    bytes[0] = 7;
    assertThatThrownBy(() -> new SeenRows(0).add(bytes))
        .hasMessageContaining("version=7")
        .hasMessageContaining("this job reads 1")
        .hasMessageContaining("start without its state");
  }
}
