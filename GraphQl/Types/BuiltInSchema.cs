using Platform.GraphQl.Syntax;

namespace Platform.GraphQl.Types;

/// <summary>
/// What every schema has: the directives, and the types of introspection (October 2021, section 4) with the deprecation of
/// inputs that tools ask for since.
/// </summary>
internal static class BuiltInSchema
{
    public const string Text = """
        "Leaves a field or fragment out where the condition holds."
        directive @skip("Whether to leave it out." if: Boolean!) on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT

        "Takes a field or fragment in only where the condition holds."
        directive @include("Whether to take it in." if: Boolean!) on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT

        "No longer to be used."
        directive @deprecated("Why, and what to use instead." reason: String = "No longer supported") on FIELD_DEFINITION | ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION | ENUM_VALUE

        "Where the behaviour of a scalar is specified."
        directive @specifiedBy("Address of the specification." url: String!) on SCALAR

        "What the server can be asked."
        type __Schema {
          description: String
          types: [__Type!]!
          queryType: __Type!
          mutationType: __Type
          subscriptionType: __Type
          directives: [__Directive!]!
        }

        "A type; its kind says which of the fields it has."
        type __Type {
          kind: __TypeKind!
          name: String
          description: String
          specifiedByURL: String
          fields(includeDeprecated: Boolean = false): [__Field!]
          interfaces: [__Type!]
          possibleTypes: [__Type!]
          enumValues(includeDeprecated: Boolean = false): [__EnumValue!]
          inputFields(includeDeprecated: Boolean = false): [__InputValue!]
          ofType: __Type
        }

        "What a type can be."
        enum __TypeKind { SCALAR OBJECT INTERFACE UNION ENUM INPUT_OBJECT LIST NON_NULL }

        "A field of an object or an interface."
        type __Field {
          name: String!
          description: String
          args(includeDeprecated: Boolean = false): [__InputValue!]!
          type: __Type!
          isDeprecated: Boolean!
          deprecationReason: String
        }

        "An argument, or a field of an input object."
        type __InputValue {
          name: String!
          description: String
          type: __Type!
          "As it is written in a document."
          defaultValue: String
          isDeprecated: Boolean!
          deprecationReason: String
        }

        "A value of an enum."
        type __EnumValue {
          name: String!
          description: String
          isDeprecated: Boolean!
          deprecationReason: String
        }

        "A directive."
        type __Directive {
          name: String!
          description: String
          isRepeatable: Boolean!
          locations: [__DirectiveLocation!]!
          args(includeDeprecated: Boolean = false): [__InputValue!]!
        }

        "Where a directive may stand."
        enum __DirectiveLocation {
          QUERY MUTATION SUBSCRIPTION FIELD FRAGMENT_DEFINITION FRAGMENT_SPREAD INLINE_FRAGMENT VARIABLE_DEFINITION
          SCHEMA SCALAR OBJECT FIELD_DEFINITION ARGUMENT_DEFINITION INTERFACE UNION ENUM ENUM_VALUE INPUT_OBJECT INPUT_FIELD_DEFINITION
        }
        """;

    public static IReadOnlyDictionary<string, FieldResolver> Resolvers { get; } = new SchemaBindings()
        .Field<GraphQlSchema>("__Schema", "description", schema => schema.Description)
        .Field<GraphQlSchema>("__Schema", "types", schema => schema.Types.Values)
        .Field<GraphQlSchema>("__Schema", "queryType", schema => schema.Roots.GetValueOrDefault(OperationType.Query))
        .Field<GraphQlSchema>("__Schema", "mutationType", schema => schema.Roots.GetValueOrDefault(OperationType.Mutation))
        .Field<GraphQlSchema>("__Schema", "subscriptionType", schema => schema.Roots.GetValueOrDefault(OperationType.Subscription))
        .Field<GraphQlSchema>("__Schema", "directives", schema => schema.Directives.Values)
        .Field<GraphQlType>("__Type", "kind", Kind)
        .Field<GraphQlType>("__Type", "name", type => (type as NamedType)?.Name)
        .Field<GraphQlType>("__Type", "description", type => (type as NamedType)?.Description)
        .Field<GraphQlType>("__Type", "specifiedByURL", type => (type as ScalarType)?.SpecifiedBy)
        .Field("__Type", "fields", context => Listed((context.Source as FieldsType)?.Fields.Values, field => field.Deprecation, context))
        .Field<GraphQlType>("__Type", "interfaces", type => (type as FieldsType)?.Interfaces)
        .Field<GraphQlType>("__Type", "possibleTypes", type => type is InterfaceType or UnionType ? ((CompositeType)type).Possible : null)
        .Field("__Type", "enumValues", context => Listed((context.Source as EnumType)?.Members, member => member.Deprecation, context))
        .Field("__Type", "inputFields", context => Listed((context.Source as InputObjectType)?.Fields.Values, field => field.Deprecation, context))
        .Field<GraphQlType>("__Type", "ofType", type => (type as ListType)?.Of ?? (type as NonNullType)?.Of)
        .Field<FieldDefinition>("__Field", "name", field => field.Name)
        .Field<FieldDefinition>("__Field", "description", field => field.Description)
        .Field("__Field", "args", context => Listed(((FieldDefinition)context.Source!).Arguments.Values, argument => argument.Deprecation, context))
        .Field<FieldDefinition>("__Field", "type", field => field.Type)
        .Field<FieldDefinition>("__Field", "isDeprecated", field => field.Deprecation is not null)
        .Field<FieldDefinition>("__Field", "deprecationReason", field => field.Deprecation)
        .Field<InputDefinition>("__InputValue", "name", input => input.Name)
        .Field<InputDefinition>("__InputValue", "description", input => input.Description)
        .Field<InputDefinition>("__InputValue", "type", input => input.Type)
        .Field<InputDefinition>("__InputValue", "defaultValue", input => input.Default is { } value ? Printer.Print(value) : null)
        .Field<InputDefinition>("__InputValue", "isDeprecated", input => input.Deprecation is not null)
        .Field<InputDefinition>("__InputValue", "deprecationReason", input => input.Deprecation)
        .Field<EnumMember>("__EnumValue", "name", member => member.Name)
        .Field<EnumMember>("__EnumValue", "description", member => member.Description)
        .Field<EnumMember>("__EnumValue", "isDeprecated", member => member.Deprecation is not null)
        .Field<EnumMember>("__EnumValue", "deprecationReason", member => member.Deprecation)
        .Field<DirectiveDefinition>("__Directive", "name", directive => directive.Name)
        .Field<DirectiveDefinition>("__Directive", "description", directive => directive.Description)
        .Field<DirectiveDefinition>("__Directive", "isRepeatable", directive => directive.IsRepeatable)
        .Field<DirectiveDefinition>("__Directive", "locations", directive => directive.Locations)
        .Field("__Directive", "args", context => Listed(((DirectiveDefinition)context.Source!).Arguments.Values, argument => argument.Deprecation, context))
        .Resolvers;

    private static string Kind(GraphQlType type) => type switch
    {
        ScalarType => "SCALAR",
        ObjectType => "OBJECT",
        InterfaceType => "INTERFACE",
        UnionType => "UNION",
        EnumType => "ENUM",
        InputObjectType => "INPUT_OBJECT",
        ListType => "LIST",
        _ => "NON_NULL",
    };

    private static ValueTask<object?> Listed<T>(IEnumerable<T>? all, Func<T, string?> deprecation, FieldContext context)
    {
        var isWithDeprecated = context.Argument<bool>("includeDeprecated");
        return ValueTask.FromResult<object?>(all?.Where(item => isWithDeprecated || deprecation(item) is null));
    }
}
