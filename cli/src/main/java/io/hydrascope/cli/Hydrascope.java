package io.hydrascope.cli;

import io.hydrascope.cli.agent.AgentCommand;
import io.hydrascope.cli.alerts.AlertsCommand;
import io.hydrascope.cli.compare.CompareCommand;
import io.hydrascope.cli.demo.DemoCommand;
import io.hydrascope.cli.operate.DeadLettersCommand;
import io.hydrascope.cli.operate.DoctorCommand;
import io.hydrascope.cli.operate.JobsCommand;
import io.hydrascope.cli.operate.SchemaCommand;
import io.hydrascope.cli.operate.TopCommand;
import io.hydrascope.cli.operate.UpCommand;
import io.hydrascope.cli.operate.VectorsCommand;
import io.hydrascope.cli.replay.ReplayCommand;
import io.hydrascope.cli.sweep.SweepCommand;
import io.hydrascope.schemas.NearestWord;
import io.hydrascope.schemas.text.OneLine;
import java.io.PrintWriter;
import java.util.List;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** Entry point: exit codes 0 done, 1 failed, 2 wrong usage or bad input, 3 a shift was found. */
@Command(
    name = "hydrascope",
    description = "Shows how a language model repairs itself when one of its parts is disabled.",
    synopsisSubcommandLabel = "<command>",
    mixinStandardHelpOptions = true,
    version = "hydrascope 0.1.0",
    subcommands = {
      DemoCommand.class,
      SweepCommand.class,
      AgentCommand.class,
      CompareCommand.class,
      UpCommand.class,
      JobsCommand.class,
      SchemaCommand.class,
      SqlCommand.class,
      AlertsCommand.class,
      DeadLettersCommand.class,
      ReplayCommand.class,
      TopCommand.class,
      VectorsCommand.class,
      DoctorCommand.class
    },
    footer = {
      "",
      "Examples:",
      "  ./hydrascope demo --once",
      "  ./hydrascope sql \"SELECT * FROM fragile_components LIMIT 5\"",
      "  ./hydrascope sweep --model models/base --prompts models/prompts/probe.jsonl --output"
          + " rows.jsonl"
    })
public final class Hydrascope implements Callable<Integer> {
  private static final int NAMED_ARGUMENTS = 10;
  private static final int HELP_COLUMNS = 110;

  /** Those of options that several commands have. */
  private static final String DESCRIPTIONS = "io.hydrascope.cli.options.descriptions";

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  private Hydrascope() {}

  public static void main(String[] args) {
    EndOfMemory.watch();
    Runtime.getRuntime().exit(run(args));
  }

  /** Runs one command line and returns its exit code. */
  static int run(String... args) {
    return commandLine().execute(args);
  }

  public static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Hydrascope());
    commandLine.setUsageHelpWidth(HELP_COLUMNS);
    commandLine.setResourceBundle(ResourceBundle.getBundle(DESCRIPTIONS));
    commandLine.setParameterExceptionHandler(Hydrascope::wrongUsage);
    commandLine.setExecutionExceptionHandler(Hydrascope::failed);
    return commandLine;
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return 0;
  }

  private static int wrongUsage(ParameterException e, String[] args) {
    PrintWriter err = e.getCommandLine().getErr();
    err.println("hydrascope: " + problem(e));
    suggest(e, err);
    err.println("See ./" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
    return Failures.BAD_INPUT;
  }

  /** A file that stands for arguments may have thousands that belong nowhere. */
  private static String problem(ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched
        && unmatched.getUnmatched().size() > NAMED_ARGUMENTS) {
      List<String> all = unmatched.getUnmatched();
      return "%,d arguments belong to no option, the first is %s; the list of an option, also in a file, is one line with commas"
          .formatted(all.size(), all.get(0));
    }
    return OneLine.of(e);
  }

  /** The nearest subcommand of a group such as alerts; otherwise what picocli finds. */
  private static void suggest(ParameterException e, PrintWriter err) {
    Set<String> subcommands = e.getCommandLine().getSubcommands().keySet();
    if (e instanceof UnmatchedArgumentException unmatched
        && !unmatched.isUnknownOption()
        && !subcommands.isEmpty()) {
      String typed = unmatched.getUnmatched().get(0);
      err.println(
          "Did you mean: ./%s %s?"
              .formatted(
                  e.getCommandLine().getCommandSpec().qualifiedName(),
                  NearestWord.to(typed, subcommands)));
      return;
    }
    UnmatchedArgumentException.printSuggestions(e, err);
  }

  private static int failed(Exception e, CommandLine commandLine, ParseResult parsed) {
    commandLine.getErr().println("hydrascope: " + OneLine.of(e));
    return Failures.exitCode(e);
  }
}
