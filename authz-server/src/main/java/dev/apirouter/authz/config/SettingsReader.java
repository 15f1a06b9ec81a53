package dev.apirouter.authz.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads typed settings, checks their bounds and collects what is wrong. It also remembers what was
 * asked for, which is what the documentation is compared with.
 */
final class SettingsReader {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,12})(ms|s|m|h)");
  private static final String REQUIRED = "required";

  /**
   * A setting as the documentation shows it.
   *
   * @param path e.g. {@code issuers[].clock-skew}
   * @param defaultValue as it would stand in the file; {@code required} when there is none
   * @param bounds which values are accepted
   */
  record Described(String path, String defaultValue, String bounds) {}

  private final RawSettings raw;
  private final List<String> problems;
  private final Map<String, Described> described = new LinkedHashMap<>();

  SettingsReader(RawSettings raw, List<String> problems) {
    this.raw = raw;
    this.problems = problems;
  }

  List<Described> described() {
    return List.copyOf(described.values());
  }

  boolean hasGroup(String path) {
    return raw.hasGroup(path);
  }

  String text(String path, String defaultValue) {
    describe(path, defaultValue.isEmpty() ? "none" : defaultValue, "text");
    return single(path).map(RawSettings.Value::texts).map(List::getFirst).orElse(defaultValue);
  }

  String requiredText(String path) {
    describe(path, REQUIRED, "text");
    Optional<RawSettings.Value> value = single(path);
    if (value.isEmpty() || value.get().texts().getFirst().isEmpty()) {
      problems.add(path + ": is missing; expected a text");
      return "";
    }
    return value.get().texts().getFirst();
  }

  /** A text that must be there when it is needed, which {@code note} tells. */
  String textNeededIf(boolean needed, String path, String note) {
    describe(path, REQUIRED + " " + note, "text");
    String text = single(path).map(value -> value.texts().getFirst()).orElse("");
    if (text.isEmpty() && needed) {
      problems.add(path + ": is missing; expected a text");
    }
    return text;
  }

  Path requiredPath(String path) {
    return path(true, path, REQUIRED);
  }

  /** A path that must be there when it is needed, which {@code note} tells. */
  Path pathNeededIf(boolean needed, String path, String note) {
    return path(needed, path, REQUIRED + " " + note);
  }

  private Path path(boolean needed, String path, String shownDefault) {
    describe(path, shownDefault, "path");
    Optional<RawSettings.Value> value = single(path);
    if (value.isEmpty()) {
      if (needed) {
        problems.add(path + ": is missing; expected a path");
      }
      return Path.of("");
    }
    return path(path, value.get()).orElse(Path.of(""));
  }

  Optional<Path> optionalPath(String path) {
    describe(path, "none", "path");
    return single(path).flatMap(value -> path(path, value));
  }

  private Optional<Path> path(String path, RawSettings.Value value) {
    try {
      return Optional.of(Path.of(value.texts().getFirst()));
    } catch (InvalidPathException e) {
      problem(path, value, "is no path: " + e.getReason());
      return Optional.empty();
    }
  }

  Optional<URI> optionalUri(String path) {
    describe(path, "none", "absolute https or http URI");
    Optional<RawSettings.Value> value = single(path);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    try {
      URI uri = new URI(value.get().texts().getFirst());
      if (uri.getHost() != null && Set.of("http", "https").contains(uri.getScheme())) {
        return Optional.of(uri);
      }
    } catch (URISyntaxException e) {
      // Told below, like any other value that is no such URI.
    }
    problem(
        path,
        value.get(),
        "is '" + show(value.get()) + "'; expected an absolute https or http URI");
    return Optional.empty();
  }

  boolean flag(String path, boolean defaultValue) {
    describe(path, String.valueOf(defaultValue), "true, false");
    Optional<RawSettings.Value> value = single(path);
    if (value.isEmpty()) {
      return defaultValue;
    }
    return switch (value.get().texts().getFirst()) {
      case "true" -> true;
      case "false" -> false;
      default -> {
        problem(path, value.get(), "is '" + show(value.get()) + "'; expected true or false");
        yield defaultValue;
      }
    };
  }

  int integer(String path, int defaultValue, int min, int max) {
    return (int) number(path, defaultValue, min, max);
  }

  long number(String path, long defaultValue, long min, long max) {
    String bounds = min + "–" + max;
    describe(path, String.valueOf(defaultValue), bounds);
    Optional<RawSettings.Value> value = single(path);
    if (value.isEmpty()) {
      return defaultValue;
    }
    try {
      long number = Long.parseLong(value.get().texts().getFirst());
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, like a number out of bounds.
    }
    problem(path, value.get(), "is '" + show(value.get()) + "'; expected a number in " + bounds);
    return defaultValue;
  }

  /** A duration such as {@code 500ms}, {@code 30s}, {@code 5m}, {@code 1h}. */
  Duration duration(String path, Duration defaultValue, Duration min, Duration max) {
    String bounds = show(min) + "–" + show(max);
    describe(path, show(defaultValue), bounds);
    Optional<RawSettings.Value> value = single(path);
    if (value.isEmpty()) {
      return defaultValue;
    }
    Matcher matcher = DURATION.matcher(value.get().texts().getFirst());
    if (matcher.matches()) {
      long amount = Long.parseLong(matcher.group(1));
      Duration duration =
          switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
          };
      if (duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0) {
        return duration;
      }
    }
    problem(
        path,
        value.get(),
        "is '" + show(value.get()) + "'; expected a duration such as 30s in " + bounds);
    return defaultValue;
  }

  <E extends Enum<E>> E choice(String path, E defaultValue, Class<E> type) {
    Map<String, E> names =
        Arrays.stream(type.getEnumConstants())
            .collect(
                Collectors.toMap(SettingsReader::name, e -> e, (a, b) -> a, LinkedHashMap::new));
    String bounds = String.join(", ", names.keySet());
    describe(path, name(defaultValue), bounds);
    Optional<RawSettings.Value> value = single(path);
    if (value.isEmpty()) {
      return defaultValue;
    }
    E chosen = names.get(value.get().texts().getFirst());
    if (chosen == null) {
      problem(path, value.get(), "is '" + show(value.get()) + "'; expected one of " + bounds);
      return defaultValue;
    }
    return chosen;
  }

  private static String name(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** A set of texts, in the file a list, in the environment separated by commas. */
  Set<String> texts(String path, String defaultValue, String bounds) {
    describe(path, defaultValue, bounds);
    Set<String> texts = new LinkedHashSet<>();
    Optional<RawSettings.Value> value = raw.take(path);
    if (value.isPresent()) {
      List<String> elements =
          value.get().list()
              ? value.get().texts()
              : Arrays.asList(value.get().texts().getFirst().split(",", -1));
      for (String element : elements) {
        if (element.isBlank()) {
          problem(path, value.get(), "holds an empty text");
        } else {
          texts.add(element.strip());
        }
      }
    }
    return texts;
  }

  private Optional<RawSettings.Value> single(String path) {
    Optional<RawSettings.Value> value = raw.take(path);
    if (value.isPresent() && value.get().list()) {
      problem(path, value.get(), "is a list; expected one value");
      return Optional.empty();
    }
    return value;
  }

  private void describe(String path, String defaultValue, String bounds) {
    String shown = path.replaceAll("\\[\\d+]", "[]");
    described.putIfAbsent(shown, new Described(shown, defaultValue, bounds));
  }

  private void problem(String path, RawSettings.Value value, String complaint) {
    problems.add(value.place() + ": " + path + " " + complaint);
  }

  private static String show(RawSettings.Value value) {
    String text = value.texts().getFirst();
    return text.length() > 100 ? text.substring(0, 100) + "…" : text;
  }

  static String show(Duration duration) {
    List<String> parts = new ArrayList<>();
    if (duration.toMillisPart() > 0 || duration.isZero()) {
      return duration.toMillis() + (duration.isZero() ? "s" : "ms");
    }
    if (duration.toSecondsPart() > 0) {
      parts.add(duration.toSeconds() + "s");
    } else if (duration.toMinutesPart() > 0) {
      parts.add(duration.toMinutes() + "m");
    } else {
      parts.add(duration.toHours() + "h");
    }
    return parts.getFirst();
  }
}
