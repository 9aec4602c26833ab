package io.hydrascope.benchmarks.shift;

import java.util.Locale;
import java.util.random.RandomGenerator;

/** Observations of all components at once, each with mean 0 and standard deviation 1. */
sealed interface Population {
  String name();

  /** The skewness of a component; the largest by size where components differ. */
  double skewness();

  /** The next observation. // [component] */
  void draw(RandomGenerator random, double[] values);

  /**
   * Components know nothing of each other.
   *
   * @param sign −1 turns the tail down
   */
  record Independent(Shape shape, int sign) implements Population {
    @Override
    public String name() {
      String turned = sign < 0 && shape.skewness() != 0 ? ", tail down" : "";
      return shape.name().toLowerCase(Locale.ROOT) + turned;
    }

    @Override
    public double skewness() {
      return sign * shape.skewness();
    }

    @Override
    public void draw(RandomGenerator random, double[] values) {
      for (int i = 0; i < values.length; i++) {
        values[i] = sign * shape.draw(random);
      }
    }
  }

  /** Blocks of components share a normal factor, as the heads of a layer do. */
  record Correlated(int block, double correlation) implements Population {
    @Override
    public String name() {
      return "normal, correlated %.1f in blocks of %d".formatted(correlation, block);
    }

    @Override
    public double skewness() {
      return 0;
    }

    @Override
    public void draw(RandomGenerator random, double[] values) {
      double common = 0;
      for (int i = 0; i < values.length; i++) {
        common = i % block == 0 ? random.nextGaussian() : common;
        values[i] =
            Math.sqrt(correlation) * common + Math.sqrt(1 - correlation) * random.nextGaussian();
      }
    }
  }

  /**
   * Each observation is the mean of a group of 1 to {@code most} prompts, half of whose variance is
   * the group's: the spread differs from one observation to the next.
   */
  record Clustered(int most) implements Population {
    @Override
    public String name() {
      return "normal, groups of 1 to %d prompts".formatted(most);
    }

    @Override
    public double skewness() {
      return 0;
    }

    @Override
    public void draw(RandomGenerator random, double[] values) {
      int prompts = 1 + random.nextInt(most);
      double mean = 0;
      for (int size = 1; size <= most; size++) {
        mean += variance(size) / most;
      }
      double scale = Math.sqrt(variance(prompts) / mean);
      for (int i = 0; i < values.length; i++) {
        values[i] = scale * random.nextGaussian();
      }
    }

    private static double variance(int prompts) {
      return 0.5 + 0.5 / prompts;
    }
  }

  /**
   * Prompts of a real comparison drawn with replacement, all columns of a prompt together; as many
   * prompts as it takes to fill the components.
   *
   * @param signed whether each prompt's differences are turned round at random, which makes them
   *     symmetric
   */
  record Resampled(DifferenceTable table, boolean signed) implements Population {
    @Override
    public String name() {
      String signs = signed ? ", signs at random" : "";
      return "real differences, %d columns%s".formatted(table.columns().size(), signs);
    }

    @Override
    public double skewness() {
      return signed ? 0 : table.largestSkewness();
    }

    @Override
    public void draw(RandomGenerator random, double[] values) {
      double[] prompt = {};
      double sign = 1;
      for (int i = 0; i < values.length; i++) {
        int column = i % table.columns().size();
        if (column == 0) {
          prompt = table.standardised()[random.nextInt(table.standardised().length)];
          sign = signed && random.nextBoolean() ? -1 : 1;
        }
        values[i] = sign * prompt[column];
      }
    }
  }
}
