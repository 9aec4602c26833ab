package io.hydrascope.jobs.shifts;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.hydrascope.alerting.message.AlertMessage;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamTypesTest {
  @ParameterizedTest
  @ValueSource(
      classes = {
        PromptPart.class,
        CollectedPrompt.class,
        PromptOutcome.class,
        PromptUnit.class,
        AnsweredPrompts.class,
        ComparisonState.class,
        AlertMessage.class
      })
  void serializer_recordsInStreamsAndState_needNoGenericType(Class<?> type) {
    SerializerConfigImpl config = new SerializerConfigImpl();
    config.setGenericTypes(false);
    assertThatCode(() -> TypeInformation.of(type).createSerializer(config))
        .doesNotThrowAnyException();
  }
}
