using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Documentation;

internal static class DocumentationExtensions
{
    private const string Bearer = "bearer";
    private const string ApiKey = "api_key";

    /// <summary>Adds the OpenAPI document of the public API.</summary>
    public static IHostApplicationBuilder AddDocumentation(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<DocumentFile>();
        builder.Services.AddOpenApi(DocumentFile.Name, options =>
        {
            options.AddDocumentTransformer((document, _, _) =>
            {
                Describe(document);
                CaptionSchemas.Describe(document);
                return Task.CompletedTask;
            });
            options.AddSchemaTransformer((schema, context, _) =>
            {
                if (context.JsonTypeInfo.Type == typeof(ProblemDetails))
                {
                    DescribeProblem(schema);
                }

                if ((System.Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type) == typeof(SpeakersWanted))
                {
                    CaptionSchemas.DescribeSpeakers(schema);
                }

                LeaveNullsOut(schema, context.JsonTypeInfo);
                if (context.JsonPropertyInfo is not null)
                {
                    // Client generators treat a field with a default as one that is always present, in requests too.
                    schema.Default = null;
                }

                return Task.CompletedTask;
            });
            options.AddOperationTransformer((operation, context, _) =>
            {
                Secure(operation, context);
                Examples.Add(operation);
                Parameters.Add(operation, context.Description.RelativePath ?? "");
                ResponseSchemas.Add(operation);
                RefuseBodies(operation, context.Document!);
                return Task.CompletedTask;
            });
        });
        return builder;
    }

    public static WebApplication MapDocumentation(this WebApplication app)
    {
        app.MapGet("/openapi/v1.json", async (DocumentFile document) => TypedResults.Bytes(await document.ReadAsync(), "application/json; charset=utf-8"))
            .ExcludeFromDescription().AllowAnonymous();
        return app;
    }

    /// <summary>Adds the interactive documentation at <c>/docs</c>.</summary>
    public static IApplicationBuilder UseDocumentation(this IApplicationBuilder app) => app.UseWhen(
        context => context.Request.Path.StartsWithSegments("/docs", StringComparison.OrdinalIgnoreCase),
        docs => docs.UseSwaggerUI(options =>
        {
            options.RoutePrefix = "docs";
            options.DocumentTitle = "Platform API";
            options.SwaggerEndpoint("/openapi/v1.json", "Platform API v1");
            options.EnablePersistAuthorization();
        }));

    private static void Describe(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Platform API",
            Version = "v1",
            Description = "Creates captions for audio and video. Sign in for tokens or use an API key; submit a job; follow it through events; get its captions. Errors are problem details (RFC 9457) with a stable code, the invalid fields and a trace id.",
        };
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
        {
            [Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "access_token of /auth/sign-in" },
            [ApiKey] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = "X-Api-Key", Description = "A key of /api-keys, or the token of a link to captions" },
        };
    }

    /// <summary>Describes the members of problem details beyond the standard ones.</summary>
    private static void DescribeProblem(OpenApiSchema schema)
    {
        var properties = schema.Properties ??= new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal);
        properties["code"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Stable cause in snake_case." };
        properties["trace_id"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Trace id to quote in support requests." };
        properties["errors"] = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "Errors by the path of the field.",
            AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String } },
        };
        properties["rules"] = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "The broken rules by the path of the field, in the order of its errors.",
            AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Array, Items = FieldRuleSchema() },
        };
    }

    private static OpenApiSchema FieldRuleSchema() => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string>(StringComparer.Ordinal) { "rule" },
        Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
        {
            ["rule"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Stable name of the rule in snake_case; later versions may add others." },
            ["min"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64", Description = "The smallest permitted number, length or count." },
            ["max"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64", Description = "The largest permitted number, length or count." },
            ["values"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                Items = new OpenApiSchema { Type = JsonSchemaType.String },
                Description = "The permitted values, or the fields that the rule is about.",
            },
        },
    };

    /// <summary>Makes nullable fields optional, because null is omitted from responses and may be omitted from requests.</summary>
    private static void LeaveNullsOut(OpenApiSchema schema, JsonTypeInfo type)
    {
        foreach (var property in type.Properties.Where(static property => Nullable.GetUnderlyingType(property.PropertyType) is not null || (!property.PropertyType.IsValueType && property.IsGetNullable)))
        {
            schema.Required?.Remove(property.Name);
        }
    }

    private static void Secure(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        operation.Responses ??= [];
        var document = context.Document!;
        Problem(operation, document, "400", "A text, a moment or the body cannot be read; errors names it");
        Problem(operation, document, "500", "Something went wrong on our side");
        Problem(operation, document, "503", "A part of the platform does not answer now");
        Problem(operation, document, "429", "Too many requests, or too many waiting jobs; see Retry-After");
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<IAllowAnonymous>().Any())
        {
            return;
        }

        Problem(operation, document, "401", "No token or key, or one that does not count (any more)");
        Problem(operation, document, "403", "Not allowed for this caller");
        var policies = metadata.OfType<IAuthorizeData>().Select(a => a.Policy).ToList();
        operation.Security = [];
        if (!policies.Contains(Access.Policies.OpenLink))
        {
            operation.Security.Add(Requirement(Bearer, document));
        }

        if (!policies.Any(static policy => policy is Access.Policies.SignedIn or Access.Policies.Operator
                or Access.Policies.OperationsRead or Access.Policies.OperationsRespond or Access.Policies.OperationsAdmin))
        {
            operation.Security.Add(Requirement(ApiKey, document));
        }
    }

    /// <summary>Adds the errors of request bodies: every body has a media type and a size limit.</summary>
    private static void RefuseBodies(OpenApiOperation operation, OpenApiDocument document)
    {
        if (operation.RequestBody is not null)
        {
            Problem(operation, document, "413", "The body, or a part of it, is larger than it may be");
            Problem(operation, document, "415", "The body is not of the type that is asked for, or is compressed");
        }
    }

    private static OpenApiSecurityRequirement Requirement(string scheme, OpenApiDocument document) =>
        new() { [new OpenApiSecuritySchemeReference(scheme, document)] = [] };

    private static void Problem(OpenApiOperation operation, OpenApiDocument document, string status, string description) => operation.Responses!.TryAdd(status, new OpenApiResponse
    {
        Description = description,
        Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference(nameof(ProblemDetails), document) } },
    });
}
