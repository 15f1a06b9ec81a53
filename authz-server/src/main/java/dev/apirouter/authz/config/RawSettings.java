package dev.apirouter.authz.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Settings as text by their path, e.g. {@code issuers[0].algorithms}, from a YAML file and from the
 * environment, whose variables go before the file. A variable's name is {@code APIROUTER_} and the
 * path in upper case with {@code _} for every other character: {@code APIROUTER_GRPC_PORT}, {@code
 * APIROUTER_ISSUERS_0_ALGORITHMS}; its value is a list's elements with commas between them.
 */
final class RawSettings {
  static final String ENVIRONMENT_PREFIX = "APIROUTER_";

  /** A value and where it stands, for messages. */
  record Value(List<String> texts, boolean list, String place) {}

  private final Map<String, Value> values = new TreeMap<>();
  private final Map<String, String> environment = new TreeMap<>();
  private final String file;
  private final List<String> problems;

  private RawSettings(String file, List<String> problems) {
    this.file = file;
    this.problems = problems;
  }

  /** Reads YAML text and the environment; what is wrong with them is added to the problems. */
  static RawSettings read(
      String file, String yaml, Map<String, String> environment, List<String> problems) {
    RawSettings settings = new RawSettings(file, problems);
    try {
      new Compose(LoadSettings.builder().setAllowDuplicateKeys(false).setLabel(file).build())
          .composeString(yaml)
          .ifPresent(root -> settings.add("", root));
    } catch (YamlEngineException e) {
      problems.add(file + ": " + String.valueOf(e.getMessage()).replaceAll("\\s+", " ").strip());
    }
    environment.forEach((name, value) -> {
      if (name.startsWith(ENVIRONMENT_PREFIX)) {
        settings.environment.put(name, value);
      }
    });
    return settings;
  }

  private void add(String path, Node node) {
    switch (node) {
      case MappingNode mapping -> {
        for (NodeTuple tuple : mapping.getValue()) {
          if (tuple.getKeyNode() instanceof ScalarNode key) {
            String name = path.isEmpty() ? key.getValue() : path + "." + key.getValue();
            if (values.containsKey(name)) {
              problems.add(place(key) + ": " + name + " is set twice");
            }
            add(name, tuple.getValueNode());
          } else {
            problems.add(place(tuple.getKeyNode()) + ": a setting's name is text");
          }
        }
      }
      case SequenceNode sequence -> {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < sequence.getValue().size(); i++) {
          Node element = sequence.getValue().get(i);
          if (element instanceof ScalarNode scalar) {
            texts.add(scalar.getValue());
          } else {
            add(path + "[" + i + "]", element);
          }
        }
        if (texts.size() == sequence.getValue().size()) {
          values.put(path, new Value(texts, true, place(node)));
        } else if (!texts.isEmpty()) {
          problems.add(place(node) + ": " + path + " mixes texts and groups of settings");
        }
      }
      case ScalarNode scalar ->
          values.put(path, new Value(List.of(scalar.getValue()), false, place(node)));
      default -> problems.add(place(node) + ": " + path + " is neither text, list nor group");
    }
  }

  private String place(Node node) {
    return file + node.getStartMark().map(mark -> ":" + (mark.getLine() + 1)).orElse("");
  }

  /** Takes a setting: what is never taken is unknown. */
  Optional<Value> take(String path) {
    Value fromFile = values.remove(path);
    String name = environmentName(path);
    String fromEnvironment = environment.remove(name);
    if (fromEnvironment != null) {
      return Optional.of(new Value(List.of(fromEnvironment), false, name));
    }
    return Optional.ofNullable(fromFile);
  }

  /** Whether any setting below a path is there, e.g. {@code issuers[1]}. */
  boolean hasGroup(String path) {
    String name = environmentName(path) + "_";
    return values.keySet().stream().anyMatch(key -> key.startsWith(path + "."))
        || environment.keySet().stream().anyMatch(key -> key.startsWith(name));
  }

  /** A sentence for every setting that nobody has taken. */
  List<String> unknown() {
    List<String> sentences = new ArrayList<>();
    values.forEach((path, value) -> sentences.add(value.place() + ": unknown setting " + path));
    environment
        .keySet()
        .forEach(name -> sentences.add(name + ": no setting has this environment variable"));
    return sentences;
  }

  static String environmentName(String path) {
    return ENVIRONMENT_PREFIX
        + path.replace("]", "").replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
  }
}
