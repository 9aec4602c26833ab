package io.hydrascope.platform.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hydrascope.embedded.MachineMemory;
import io.hydrascope.embedded.PlatformSettings;
import io.hydrascope.schemas.text.BadInputException;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryDivisionTest {
  private static final int OWN = 384;
  private static final int LARGEST = 1 << 18;

  @Test
  void of_2g_isRefusedWithTheLeast() {
    assertThatThrownBy(() -> given(2_048, machine(16_384, 16_384)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("--memory 2048m", "2880m or more")
        .hasMessageContaining("least, 2880m");
  }

  @Test
  void of_theLeast_isDivided() {
    assertThat(given(2_880, machine(16_384, 16_384)))
        .isEqualTo(new MemoryDivision(OWN, 320, 704, 448, 1_024, 192));
  }

  @Test
  void of_4g_isNearTheUsualSizes() {
    MemoryDivision division = given(4_096, machine(16_384, 16_384));

    assertThat(division.total()).isEqualTo(4_096);
    assertThat(division.kafka()).isBetween(480, 512);
    assertThat(division.jobManager()).isBetween(550, 576);
    assertThat(division.taskManager()).isBetween(1_150, 1_184);
    assertThat(division.taskManagerState()).isEqualTo(192);
  }

  @Test
  void of_24g_givesMostToTasksAndTables() {
    MemoryDivision division = given(24_576, machine(32_768, 32_768));

    assertThat(division.total()).isEqualTo(24_576);
    assertThat(division.taskManager()).isBetween(12_000, 13_000);
    assertThat(division.taskManagerState()).isBetween(5_500, 6_000);
    assertThat(division.clickHouse()).isBetween(8_000, 10_000);
  }

  @Test
  void of_128g_leavesToClickHouseWhatNoOtherPartCanUse() {
    MemoryDivision division = given(131_072, machine(262_144, 262_144));

    assertThat(division.kafka()).isEqualTo(1_152);
    assertThat(division.jobManager()).isEqualTo(1_216);
    assertThat(division.taskManager()).isEqualTo(16_896);
    assertThat(division.clickHouse()).isEqualTo(131_072 - OWN - 1_152 - 1_216 - 16_896);
  }

  @Test
  void within_anyTotal_isDividedWhollyAndNoPartShrinksAsItGrows() {
    MemoryDivision before = MemoryDivision.within(MemoryDivision.leastTotal(OWN), OWN);
    for (int total = before.total(); total <= LARGEST; total += 61) {
      MemoryDivision division = MemoryDivision.within(total, OWN);

      assertThat(division.total()).isEqualTo(total);
      assertThat(division.kafka()).isGreaterThanOrEqualTo(before.kafka());
      assertThat(division.jobManager()).isGreaterThanOrEqualTo(before.jobManager());
      assertThat(division.taskManager()).isGreaterThanOrEqualTo(before.taskManager());
      assertThat(division.clickHouse()).isGreaterThanOrEqualTo(before.clickHouse());
      assertThat(heap(division)).isGreaterThanOrEqualTo(heap(before));
      before = division;
    }
  }

  private static int heap(MemoryDivision division) {
    return division.taskManager() - division.taskManagerState();
  }

  @Test
  void of_moreThanTheMachine_isRefusedWithItsSize() {
    assertThatThrownBy(() -> given(65_536, machine(16_384, 16_384)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("--memory 65536m")
        .hasMessageContaining("at most --memory 16384m");
  }

  @Test
  void of_largerModelsInThisProcess_needMore() {
    assertThatThrownBy(
            () -> MemoryDivision.of(OptionalInt.of(2_880), machine(16_384, 16_384), 2_000))
        .hasMessageContaining("this process 2000");
  }

  @Test
  void of_noOption_isHalfOfTheMachine() {
    assertThat(byDefault(machine(24_000, 22_000)).total()).isEqualTo(12_000);
    assertThat(byDefault(machine(262_144, 262_144)).total()).isEqualTo(16_384);
  }

  @Test
  void of_noOptionOnAMachineInUse_takesWhatIsFree() {
    assertThat(byDefault(machine(24_000, 6_000)).total()).isEqualTo(5_400);
  }

  @Test
  void of_noOptionOnASmallMachine_isTheUsualSizesAndThenTheLeast() {
    assertThat(byDefault(machine(6_000, 5_000))).isEqualTo(MemoryDivision.usual(OWN));
    assertThat(byDefault(machine(4_000, 3_900)).total()).isEqualTo(3_510);
    assertThat(byDefault(machine(2_000, 1_000)).total()).isEqualTo(2_880);
  }

  @Test
  void of_nothingKnownOfTheMachine_isTheUsualSizes() {
    MachineMemory unknown = new MachineMemory(OptionalLong.empty(), OptionalLong.empty());

    assertThat(byDefault(unknown)).isEqualTo(MemoryDivision.usual(OWN));
  }

  @ParameterizedTest
  @ValueSource(ints = {2_880, 4_096, 24_576, 131_072})
  void applied_anySize_isWhatTheLaunchersCount(int total) {
    MemoryDivision division = MemoryDivision.within(total, OWN);
    PlatformSettings settings = division.applied(PlatformSettings.in(Path.of("data")));

    assertThat(settings.memoryMegabytes()).isEqualTo(total - OWN);
    assertThat(settings.flink().taskManagerMegabytes()).isEqualTo(division.taskManager());
    assertThat(settings.flink().stateMegabytes()).isEqualTo(division.taskManagerState());
  }

  private static MemoryDivision given(int total, MachineMemory machine) {
    return MemoryDivision.of(OptionalInt.of(total), machine, OWN);
  }

  private static MemoryDivision byDefault(MachineMemory machine) {
    return MemoryDivision.of(OptionalInt.empty(), machine, OWN);
  }

  private static MachineMemory machine(long total, long available) {
    return new MachineMemory(OptionalLong.of(total), OptionalLong.of(available));
  }
}
