package io.hydrascope.alerting.rules;

import io.hydrascope.alerting.rules.ShiftTest.Threshold;
import io.hydrascope.schemas.ShiftMeasure;
import io.hydrascope.schemas.Target;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** All rules of a platform. */
public record AlertRules(List<Rule> rules) {
  static final int MAX_RULES = 200;
  private static final double DEFAULT_ALPHA = 0.05;
  static final double DEFAULT_DELTA = 0.02;

  public AlertRules {
    rules = List.copyOf(rules);
    if (rules.size() > MAX_RULES) {
      throw new IllegalArgumentException(
          "rules=%d: at most %d; merge rules that differ in measures or segments only"
              .formatted(rules.size(), MAX_RULES));
    }
    Set<String> names = new HashSet<>();
    for (Rule rule : rules) {
      if (!names.add(rule.name())) {
        throw new IllegalArgumentException("rule name=" + rule.name() + " is given twice");
      }
    }
  }

  /** What holds without an {@code alerts.yaml}: self-repair of any model, told to nobody. */
  public static AlertRules defaults(BaseSelection base) {
    return new AlertRules(
        List.of(
            new Rule(
                "self_repair_shift",
                new WatchedCaptures(null, base, null, null),
                defaultTest(),
                Timing.DEFAULT,
                NotificationSettings.DEFAULT)));
  }

  static ShiftTest defaultTest() {
    return new ShiftTest(
        List.of(new Threshold(ShiftMeasure.SELF_REPAIR, DEFAULT_DELTA)),
        List.of(ShiftTest.ALL),
        DEFAULT_ALPHA);
  }

  /** Whether some rule compares every prompt of a model with this base. */
  public boolean compareAll(String model, Target target, String base) {
    return of(model, target).stream()
        .filter(rule -> rule.test().segments().contains(ShiftTest.ALL))
        .map(Rule::watch)
        .anyMatch(
            watch -> watch.window() == null && watch.base().equals(BaseSelection.parse(base)));
  }

  public Optional<Rule> named(String name) {
    return rules.stream().filter(rule -> rule.name().equals(name)).findFirst();
  }

  /** The rules for captures of a model read at a target. */
  public List<Rule> of(String model, Target target) {
    return rules.stream().filter(rule -> rule.watch().wants(model, target)).toList();
  }
}
