package dev.apirouter.authz.engine.cedar;

import com.cedarpolicy.model.entity.Entity;
import com.cedarpolicy.model.policy.PolicySet;
import com.cedarpolicy.value.EntityTypeName;

/**
 * The policies that can match one kind of request, with what every such request is built from.
 *
 * @param action the action entity with all its groups as parents
 * @param principalType the principal's type
 * @param groupType the type of the principal's groups
 * @param anonymous whether the principal is the one without attributes and parents
 * @param resourceType the resource's type
 * @param policies the policies; kept here, since cedar-java frees a cached set with its last
 *     reference
 */
record Slice(
    Entity action,
    EntityTypeName principalType,
    EntityTypeName groupType,
    boolean anonymous,
    EntityTypeName resourceType,
    PolicySet policies) {}
