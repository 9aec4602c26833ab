package io.hydrascope.jobs.compensation;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.hydrascope.jobs.streams.CaptureResponses;
import io.hydrascope.schemas.rows.ResponseMatrixRow;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamTypesTest {
  @ParameterizedTest
  @ValueSource(
      classes = {
        CaptureResponses.class,
        CaptureSums.class,
        AdmittedSegments.class,
        KeyedPromptSums.class,
        KeyedAccount.class,
        RunningMetrics.class,
        KeyedResponses.class,
        RunningResponses.class,
        ResponseMatrixRow.class
      })
  void serializer_recordsInStreamsAndState_needNoGenericType(Class<?> type) {
    SerializerConfigImpl config = new SerializerConfigImpl();
    config.setGenericTypes(false);
    assertThatCode(() -> TypeInformation.of(type).createSerializer(config))
        .doesNotThrowAnyException();
  }
}
