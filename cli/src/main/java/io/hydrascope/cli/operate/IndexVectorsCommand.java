package io.hydrascope.cli.operate;

import io.hydrascope.agent.progress.Progress;
import io.hydrascope.cli.options.ClickHouseOption;
import io.hydrascope.cli.options.DataOption;
import io.hydrascope.platform.PlatformDirectory;
import io.hydrascope.schemas.text.BadInputException;
import io.hydrascope.schemas.text.Counted;
import io.hydrascope.schemas.text.JsonText;
import io.hydrascope.storage.ClickHouseEndpoint;
import io.hydrascope.storage.query.NearestIndex;
import io.hydrascope.storage.query.VectorQueries;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hydrascope vectors index}. */
@Command(
    name = "index",
    description = {
      "Builds a nearest-neighbour index of the stored vectors of one site.",
      "The new index replaces the previous one. Vectors that are stored later are compared one by one until the next build."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ./hydrascope vectors index L3H2 --model llama --revision base",
      "  ./hydrascope vectors index residual --model llama --revision base --clickhouse http://user:secret@ch:8123"
    })
final class IndexVectorsCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "SITE",
      description = "The site: L3H2, L3.attn_out, L4.mlp_out or residual.")
  private String site = "";

  @Option(
      names = "--model",
      required = true,
      paramLabel = "NAME",
      description = "The name of the model.")
  private String model = "";

  @Option(
      names = "--revision",
      required = true,
      paramLabel = "NAME",
      description = "The name of the revision.")
  private String revision = "";

  @Mixin private DataOption data = new DataOption();

  @Mixin private ClickHouseOption clickHouse = new ClickHouseOption();

  @Option(names = "--json", description = "Prints the index as one JSON document.")
  private boolean json;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  IndexVectorsCommand() {}

  @Override
  public Integer call() throws Exception {
    NearestIndex.Built built = build();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("table", built.table());
      fields.put("vectors", built.vectors());
      fields.put("dimensions", built.dimensions());
      out.println(JsonText.of(fields));
    } else {
      out.println(
          "%s: %s of %s"
              .formatted(
                  built.table(),
                  Counted.of(built.vectors(), "vector"),
                  Counted.of(built.dimensions(), "number")));
    }
    out.flush();
    return 0;
  }

  private NearestIndex.Built build() throws IOException {
    try (Progress progress = Progress.ofThisProcess()) {
      progress.await("building the index of " + site);
      return new NearestIndex(owner()).build(new VectorQueries.VectorSite(model, revision, site));
    }
  }

  private ClickHouseEndpoint owner() throws IOException {
    Optional<ClickHouseEndpoint> server = clickHouse.endpoint();
    if (server.isPresent()) {
      return server.get();
    }
    return data.directory()
        .running()
        .map(PlatformDirectory.Endpoints::owner)
        .orElseThrow(
            () ->
                new BadInputException(
                    "no platform runs on --data %s: start one with ./hydrascope up, or name a server with --clickhouse URL"
                        .formatted(data)));
  }
}
