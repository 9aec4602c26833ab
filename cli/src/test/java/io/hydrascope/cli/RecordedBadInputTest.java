package io.hydrascope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.testkit.RecordedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The exact words and the exit code of what cannot be done; the files name the commands. */
class RecordedBadInputTest {
  private static final String FOLDER = "bad-input";

  @TempDir Path folder;

  static Stream<String> files() throws IOException {
    try (Stream<Path> files = Files.list(RecordedFile.folder().resolve(FOLDER))) {
      return files.map(file -> FOLDER + "/" + file.getFileName()).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void run_badInput_saysWhatIsRecorded(String file) {
    TestingTranscript transcript =
        new TestingTranscript()
            .with("{empty}", folder.toString())
            .with("{input}", RecordedFile.folder().resolve("input").toString())
            .with("{golden}", TestingSweep.GOLDEN.normalize().toString())
            .with("{models}", TestingCompare.MODELS.normalize().toString())
            .with("{here}", Path.of("").toAbsolutePath().toString());
    RecordedFile recorded = RecordedFile.named(file);
    recorded.assertSame(transcript.replay(recorded.read()));
    assertThat(transcript.answers())
        .hasSizeGreaterThanOrEqualTo(5)
        .allSatisfy(ended -> assertThat(ended.exitCode()).isIn(1, 2))
        .allSatisfy(ended -> assertThat(ended.out()).isEmpty());
  }
}
