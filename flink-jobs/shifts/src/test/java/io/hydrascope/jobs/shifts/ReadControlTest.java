package io.hydrascope.jobs.shifts;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.jobs.streams.RawRecord;
import io.hydrascope.schemas.Topics;
import io.hydrascope.schemas.deadletter.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.Test;

class ReadControlTest {
  @Test
  void read_bombsAndTextThatIsNone_areLettersThatFit() throws Exception {
    List<DeadLetter> refused =
        refused(
            new byte[12_000_000],
            acknowledge("\\ud800"),
            acknowledge("n".repeat(2_001)),
            "[".repeat(100_000).getBytes(StandardCharsets.UTF_8));
    assertThat(refused)
        .allSatisfy(letter -> assertThat(letter.reason()).isEqualTo("bad_control_message"));
    assertThat(refused)
        .extracting(DeadLetter::detail)
        .satisfiesExactly(
            bomb ->
                assertThat(bomb).isEqualTo("the value has 12,000,000 bytes, the most is 8,388,608"),
            half -> assertThat(half).contains("note: character 0 is half of a surrogate pair"),
            tooLong -> assertThat(tooLong).isEqualTo("note: 2,001 characters, the most is 2,000"),
            deep -> assertThat(deep).startsWith("no JSON"));
    assertThat(refused.get(0).value()).hasSize(1_024);
  }

  private static byte[] acknowledge(String note) {
    return "{\"type\": \"acknowledge\", \"alert_id\": \"a\", \"by\": \"b\", \"note\": \"%s\"}"
        .formatted(note)
        .getBytes(StandardCharsets.UTF_8);
  }

  @SuppressWarnings("try") // close() says Exception; an interrupt may end the test
  private static List<DeadLetter> refused(byte[]... values) throws Exception {
    List<RawRecord> records = new ArrayList<>();
    for (byte[] value : values) {
      records.add(new RawRecord(Topics.CONTROL, 0, records.size(), Map.of(), value));
    }
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.createLocalEnvironment(1);
    List<DeadLetter> refused = new ArrayList<>();
    try (CloseableIterator<DeadLetter> letters =
        environment
            .fromData(records, TypeInformation.of(RawRecord.class))
            .process(new ReadControl())
            .getSideOutput(ReadControl.REFUSED)
            .executeAndCollect()) {
      letters.forEachRemaining(refused::add);
    }
    return refused;
  }
}
