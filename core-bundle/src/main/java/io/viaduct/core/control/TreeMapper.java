package io.viaduct.core.control;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.databind.type.TypeFactory;
import com.fasterxml.jackson.databind.util.LRUMap;

import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;

/**
 * Binds trees of JDK types to one publisher's DTOs and back. Everything that remembers a class is
 * this instance's own, so that nothing of a publisher stays when it is dropped.
 */
final class TreeMapper {
    /** Types that a mapper remembers; a publisher has some dozens. */
    private static final int TYPES_MAX = 256;

    private final ObjectMapper mapper;

    TreeMapper() {
        JsonMapper.Builder builder =
                JsonMapper.builder()
                        .typeFactory(
                                TypeFactory.defaultInstance()
                                        .withCache(new LRUMap<>(TYPES_MAX / 4, TYPES_MAX)))
                        .annotationIntrospector(AnnotationIntrospector.nopInstance())
                        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                        .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                        .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                        .defaultPropertyInclusion(
                                JsonInclude.Value.construct(
                                        JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
                        .visibility(PropertyAccessor.ALL, Visibility.NONE)
                        .visibility(PropertyAccessor.FIELD, Visibility.PUBLIC_ONLY)
                        .visibility(PropertyAccessor.CREATOR, Visibility.ANY);
        builder.withCoercionConfig(
                LogicalType.Textual,
                config -> {
                    config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                    config.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
                    config.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
                });
        mapper = builder.build();
    }

    /** A tree as an instance of {@code type}. */
    Object bind(Map<String, Object> tree, Type type) throws BadParameter {
        try {
            return mapper.convertValue(tree, mapper.constructType(type));
        } catch (IllegalArgumentException e) {
            if (e.getCause() instanceof JsonMappingException why) {
                throw refusal(tree, why);
            }
            throw e;
        }
    }

    /** A DTO of {@code type} to which nothing has been given. */
    Object initial(Class<?> type) {
        try {
            return bind(Map.of(), type);
        } catch (BadParameter e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * A DTO, a JDK type, or a list or map of them as a tree; fields in the order of declaration.
     */
    Object tree(Object value) {
        return mapper.convertValue(value, Object.class);
    }

    private static BadParameter refusal(Object tree, JsonMappingException why) {
        StringBuilder path = new StringBuilder();
        Object value = tree;
        for (JsonMappingException.Reference step : why.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
                value = value instanceof List<?> list ? list.get(step.getIndex()) : null;
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
                value = value instanceof Map<?, ?> map ? map.get(step.getFieldName()) : null;
            }
        }
        return new BadParameter(path.toString(), value, reason(value, why));
    }

    private static String reason(Object value, JsonMappingException why) {
        if (!(why instanceof MismatchedInputException mismatch)
                || mismatch.getTargetType() == null) {
            return "the value is out of range";
        }
        String wanted = ParameterShape.kind(mismatch.getTargetType());
        String given = value == null ? "null" : ParameterShape.kind(value.getClass());
        if (wanted.equals(given)) {
            return "the value is malformed or out of range";
        }
        return "the value is of type " + given + ", not " + wanted;
    }
}
