package io.hydrascope.compare;

import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.schemas.text.BadInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The prompts of a comparison by unit: those of one group are one observation. Units lie in the
 * order that the seed shuffled, so that what comes next does not depend on what came before.
 *
 * @param heldOut what R_base is measured on; empty where it is not asked for
 */
record Probes(List<List<Prompt>> units, List<List<Prompt>> heldOut) {
  /** With fewer no verdict can be reached but for the largest shifts. */
  static final int LEAST_UNITS = 30;

  /** One unit in so many gives R_base where no other prompts are given. */
  static final int HELD_OUT_SHARE = 5;

  Probes {
    if (units.size() < LEAST_UNITS) {
      throw new BadInputException(
          "probes=%d independent prompts or groups beside %d held out for R_base: at least %d are needed; give more with --prompts, or the held-out ones with --held-out"
              .formatted(units.size(), heldOut.size(), LEAST_UNITS));
    }
  }

  /** All are compared. */
  static Probes whole(List<Prompt> prompts, long seed) {
    return new Probes(shuffled(prompts, seed), List.of());
  }

  /** Some give R_base, the rest is compared. */
  static Probes split(List<Prompt> prompts, long seed) {
    List<List<Prompt>> units = shuffled(prompts, seed);
    int held = units.size() / HELD_OUT_SHARE;
    return new Probes(units.subList(held, units.size()), units.subList(0, held));
  }

  /** Others give R_base. */
  static Probes beside(List<Prompt> heldOut, List<Prompt> prompts, long seed) {
    requireApart(heldOut, "--held-out", prompts);
    return new Probes(shuffled(prompts, seed), shuffled(heldOut, seed));
  }

  /**
   * @throws BadInputException if one of {@code others} asks what a probe asks
   */
  static void requireApart(List<Prompt> others, String option, List<Prompt> prompts) {
    Set<List<Integer>> asked = new HashSet<>();
    Set<String> groups = prompts.stream().map(Prompt::group).collect(Collectors.toSet());
    prompts.forEach(prompt -> asked.add(words(prompt)));
    for (Prompt other : others) {
      boolean grouped = !other.group().equals(other.id()) && groups.contains(other.group());
      if (grouped || asked.contains(words(other))) {
        throw new BadInputException(
            "%s: prompt %s is among the probes or in one of their groups; they must be apart"
                .formatted(option, other.id()));
      }
    }
  }

  private static List<Integer> words(Prompt prompt) {
    return Arrays.stream(prompt.tokens()).boxed().toList();
  }

  private static List<List<Prompt>> shuffled(Collection<Prompt> prompts, long seed) {
    Map<String, List<Prompt>> byGroup = new LinkedHashMap<>();
    for (Prompt prompt : prompts) {
      byGroup.computeIfAbsent(prompt.group(), group -> new ArrayList<>()).add(prompt);
    }
    List<List<Prompt>> units = new ArrayList<>(byGroup.values());
    Collections.shuffle(units, new Random(seed));
    return units;
  }

  /** All prompts: those of the units and those held out. */
  List<Prompt> all() {
    List<Prompt> all = new ArrayList<>();
    heldOut.forEach(all::addAll);
    units.forEach(all::addAll);
    return all;
  }

  int prompts() {
    return units.stream().mapToInt(List::size).sum();
  }
}
