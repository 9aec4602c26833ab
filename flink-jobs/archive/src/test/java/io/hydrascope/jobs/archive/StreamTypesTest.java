package io.hydrascope.jobs.archive;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.hydrascope.schemas.rows.ResponseBatch;
import io.hydrascope.schemas.rows.VectorRow;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamTypesTest {
  @ParameterizedTest
  @ValueSource(classes = {ResponseBatch.class, VectorRow.class})
  void serializer_recordsInStreamsAndState_needNoGenericType(Class<?> type) {
    SerializerConfigImpl config = new SerializerConfigImpl();
    config.setGenericTypes(false);
    assertThatCode(() -> TypeInformation.of(type).createSerializer(config))
        .doesNotThrowAnyException();
  }
}
