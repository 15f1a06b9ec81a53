package dev.apirouter.sample.commercial;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** What the service's records look like; component names are the members of the model. */
final class Orders {
  private Orders() {}

  /** State of an order. */
  enum Status {
    @JsonProperty("open")
    OPEN,
    @JsonProperty("shipped")
    SHIPPED,
    @JsonProperty("cancelled")
    CANCELLED;

    String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** One article of an order or quote. */
  record Item(String sku, int quantity, long unitPriceCents) {}

  /**
   * An order.
   *
   * @param owner subject of whoever placed it; no member of the model
   */
  record Order(
      String id,
      String tenantId,
      @JsonIgnore String owner,
      String customer,
      Status status,
      List<Item> items,
      Instant createdAt) {

    @JsonProperty
    long totalCents() {
      return total(items);
    }

    Order withStatus(Status newStatus) {
      return new Order(id, tenantId, owner, customer, newStatus, items, createdAt);
    }
  }

  /** A quote. */
  record Quote(
      String id,
      String tenantId,
      String customer,
      List<Item> items,
      Instant validUntil,
      boolean accepted) {

    @JsonProperty
    long totalCents() {
      return total(items);
    }
  }

  /** An invoice. */
  record Invoice(String id, String tenantId, String orderId, long totalCents, long paidCents) {

    @JsonProperty
    String status() {
      return paidCents >= totalCents ? "paid" : "due";
    }
  }

  private static long total(List<Item> items) {
    return items.stream().mapToLong(item -> item.quantity() * item.unitPriceCents()).sum();
  }
}
