package io.hydrascope.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineMemoryTest {
  @TempDir private Path folder;
  private Path proc;
  private Path groups;

  @BeforeEach
  void machineOf16Gigabytes() throws IOException {
    proc = folder.resolve("proc");
    groups = folder.resolve("cgroup");
    write(
        proc.resolve("meminfo"),
        "MemTotal:       16777216 kB\nMemFree:  1 kB\nMemAvailable:   12582912 kB\n");
  }

  @Test
  void read_noControlGroup_isTheMachines() {
    assertMegabytes(16_384, 12_288);
  }

  @Test
  void read_groupOfVersion2_countsCachesOfFilesAsAvailable() throws IOException {
    write(proc.resolve("self/cgroup"), "0::/user/job\n");
    write(groups.resolve("user/job/memory.max"), "4294967296\n");
    write(groups.resolve("user/job/memory.current"), "3221225472\n");
    write(groups.resolve("user/job/memory.stat"), "anon 5\ninactive_file 1073741824\n");

    assertMegabytes(4_096, 2_048);
  }

  @Test
  void read_groupAboveAllowsLess_holdsToo() throws IOException {
    write(proc.resolve("self/cgroup"), "0::/user/job\n");
    write(groups.resolve("user/memory.max"), "2147483648\n");
    write(groups.resolve("user/memory.current"), "1073741824\n");
    write(groups.resolve("user/job/memory.max"), "max\n");

    assertMegabytes(2_048, 1_024);
  }

  @Test
  void read_groupOfVersion1_isItsLimit() throws IOException {
    write(proc.resolve("self/cgroup"), "5:cpu:/\n4:memory:/docker/x\n0::/\n");
    write(groups.resolve("memory/docker/x/memory.limit_in_bytes"), "8589934592\n");
    write(groups.resolve("memory/docker/x/memory.usage_in_bytes"), "2147483648\n");
    write(groups.resolve("memory/memory.limit_in_bytes"), "9223372036854771712\n");

    assertMegabytes(8_192, 6_144);
  }

  @Test
  void read_pathOfTheHostIsMissing_takesTheContainersOwnGroup() throws IOException {
    write(proc.resolve("self/cgroup"), "0::/kubepods/pod1\n");
    write(groups.resolve("memory.max"), "1073741824\n");

    assertMegabytes(1_024, 1_024);
  }

  @Test
  void read_noProc_isUnknown() {
    MachineMemory unknown = MachineMemory.read(folder.resolve("none"), groups);

    assertThat(unknown).isEqualTo(new MachineMemory(OptionalLong.empty(), OptionalLong.empty()));
  }

  private void assertMegabytes(long total, long available) {
    assertThat(MachineMemory.read(proc, groups))
        .isEqualTo(new MachineMemory(OptionalLong.of(total), OptionalLong.of(available)));
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
