package io.hydrascope.jobs.shifts;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hydrascope.analysis.shift.PromptDifference;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EarlierStateTest {
  /** As Flink makes a record of state that has none of its newer fields. */
  @ParameterizedTest
  @CsvSource({"PromptPart,readings", "PromptOutcome,difference", "BaseFractions,repair"})
  void restore_recordOfAnotherVersion_isRefusedByName(String record, String field)
      throws Exception {
    Class<?> type = Class.forName(getClass().getPackageName() + "." + record);
    Constructor<?> constructor = type.getConstructors()[0];
    Object[] nothing =
        Arrays.stream(constructor.getParameterTypes())
            .map(each -> each.equals(int.class) ? 0 : null)
            .toArray();
    assertThatThrownBy(() -> constructor.newInstance(nothing))
        .isInstanceOf(InvocationTargetException.class)
        .cause()
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("lacks " + field)
        .hasMessageContaining("start the job without its savepoint");
  }

  @Test
  void refuse_fieldThatIsThere_passes() {
    assertThatCode(() -> EarlierState.refuse(PromptDifference.none(), "difference"))
        .doesNotThrowAnyException();
  }
}
