using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Options;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Database;
using Platform.ApiGateway.Inputs;
using Platform.ApiGateway.Problems;
using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.Requests;

namespace Platform.ApiGateway.Uploads;

/// <summary>Maps the routes under <c>/uploads</c>: the tus protocol 1.0.0.</summary>
internal static class UploadEndpoints
{
    public const string Base = "/api/v1/uploads";

    public static IEndpointRouteBuilder MapUploads(this IEndpointRouteBuilder routes)
    {
        var uploads = routes.MapGroup("/uploads").WithTags("Uploads").RequireAuthorization(Policies.WriteJobs).AddEndpointFilter(ResumableAsync);
        uploads.MapMethods("", [HttpMethods.Options], OptionsAsync).WithName("UploadOptions").AllowAnonymous().WithSummary("Get the capabilities of the tus server");
        uploads.MapMethods("/{id:guid}", [HttpMethods.Options], OptionsAsync).AllowAnonymous().ExcludeFromDescription();
        uploads.MapPost("", CreateAsync).WithName("CreateUpload").Produces(201).ProducesProblem(400).ProducesProblem(412).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422).WithSummary("Create an upload (Upload-Length, Upload-Metadata), with or without its first bytes");
        uploads.MapMethods("/{id:guid}", [HttpMethods.Head], HeadAsync).WithName("GetUploadOffset").Produces(200).ProducesProblem(404).ProducesProblem(412).WithSummary("Get the offset of an upload (Upload-Offset)");
        uploads.MapPatch("/{id:guid}", PatchAsync).WithName("AppendToUpload").Accepts<Stream>(Tus.ContentType).Produces(204)
            .ProducesProblem(404).ProducesProblem(409).ProducesProblem(412).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422).ProducesProblem(423).WithoutDuration().WithSummary("Append bytes at Upload-Offset");
        uploads.MapDelete("/{id:guid}", DeleteAsync).WithName("DeleteUpload").Produces(204).ProducesProblem(404).ProducesProblem(412).ProducesProblem(423).WithSummary("Delete an upload");
        return routes;
    }

    /// <summary>Requires the protocol version in all requests except OPTIONS, and adds it to all responses.</summary>
    private static async ValueTask<object?> ResumableAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        var headers = context.Response.Headers;
        headers[Tus.ResumableHeader] = Tus.Version;
        headers.CacheControl = "no-store";
        if (!HttpMethods.IsOptions(context.Request.Method) && context.Request.Headers[Tus.ResumableHeader] != Tus.Version)
        {
            headers["Tus-Version"] = Tus.Version;
            return ApiProblem.PreconditionFailed("Tus-Resumable: 1.0.0 is needed.");
        }

        return await next(invocation);
    }

    private static Microsoft.AspNetCore.Http.HttpResults.NoContent OptionsAsync(HttpContext context, IOptions<UploadOptions> options)
    {
        var headers = context.Response.Headers;
        headers["Tus-Version"] = Tus.Version;
        headers["Tus-Extension"] = Tus.Extensions;
        headers["Tus-Checksum-Algorithm"] = Tus.ChecksumAlgorithms;
        headers["Tus-Max-Size"] = options.Value.MaxBytes.ToString(CultureInfo.InvariantCulture);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> CreateAsync(HttpContext context, UploadStore uploads, IOptions<UploadOptions> options)
    {
        var request = context.Request;
        if (RefuseExtensions(request.Headers) is { } refused)
        {
            return refused;
        }

        if (Tus.ReadCount(request.Headers[Tus.LengthHeader]) is not { } length)
        {
            return ApiProblem.Malformed(Tus.LengthHeader, FieldError.Of(FieldRules.Needed, "The size in bytes is needed."));
        }

        if (length == 0)
        {
            return ApiProblem.Invalid(Tus.LengthHeader, FieldError.NumberFrom(1, "A recording has at least one byte."));
        }

        if (length > options.Value.MaxBytes)
        {
            return ApiProblem.TooLarge(options.Value.MaxBytes);
        }

        string? metadata = request.Headers[Tus.MetadataHeader];
        if (metadata is { Length: > 4096 } || Tus.ReadMetadata(metadata) is not { } values)
        {
            return ApiProblem.Malformed(Tus.MetadataHeader, FieldError.Other("Pairs of a name in ASCII and a base64 value, text in UTF-8 without U+0000, are needed, at most 4,096 characters."));
        }

        var isWithBody = request.ContentLength is > 0 || request.Headers.TransferEncoding.Count > 0;
        var checksum = isWithBody ? Checksum.Read(request.Headers[Tus.ChecksumHeader]) : null;
        if (isWithBody && !IsBytes(request))
        {
            return ApiProblem.FromStatus(StatusCodes.Status415UnsupportedMediaType);
        }

        var upload = await uploads.CreateAsync(context.Caller().UserId, length, metadata, values, context.RequestAborted);
        context.Response.Headers.Location = Base + "/" + upload.Id;
        if (isWithBody)
        {
            AllowSlowLargeBody(context);
            upload = await uploads.AppendAsync(upload, 0, request, checksum, context.RequestAborted);
        }

        SetState(context, upload);
        return TypedResults.StatusCode(StatusCodes.Status201Created);
    }

    /// <summary>
    /// Refuses requests for unsupported extensions, which would otherwise fail with a misleading error or create a different upload.
    /// </summary>
    private static ApiProblem? RefuseExtensions(IHeaderDictionary headers) =>
        headers.ContainsKey(Tus.DeferLengthHeader) ? ApiProblem.Malformed(Tus.DeferLengthHeader, FieldError.Other("The extension creation-defer-length is not supported: the size has to be known (Upload-Length)."))
        : headers.ContainsKey(Tus.ConcatHeader) ? ApiProblem.Malformed(Tus.ConcatHeader, FieldError.Other("The extension concatenation is not supported: send the recording as one upload."))
        : null;

    private static async Task<IResult> HeadAsync(Guid id, HttpContext context, UploadStore uploads)
    {
        if (await uploads.FindAsync(id, context.Caller().UserId, context.RequestAborted) is not { } upload)
        {
            return TypedResults.StatusCode(StatusCodes.Status404NotFound);
        }

        SetState(context, upload);
        if (upload.State == UploadState.Stored && await uploads.IsUsedAsync(id, context.RequestAborted))
        {
            // The time is unknown: it expires with the last of its jobs.
            context.Response.Headers.Remove(Tus.ExpiresHeader);
        }

        context.Response.Headers[Tus.LengthHeader] = upload.Length.ToString(CultureInfo.InvariantCulture);
        if (upload.Metadata is not null)
        {
            context.Response.Headers[Tus.MetadataHeader] = upload.Metadata;
        }

        return TypedResults.StatusCode(StatusCodes.Status200OK);
    }

    private static async Task<IResult> PatchAsync(Guid id, HttpContext context, UploadStore uploads)
    {
        var request = context.Request;
        if (!IsBytes(request))
        {
            return ApiProblem.FromStatus(StatusCodes.Status415UnsupportedMediaType);
        }

        if (Tus.ReadCount(request.Headers[Tus.OffsetHeader]) is not { } offset)
        {
            return ApiProblem.Malformed(Tus.OffsetHeader, FieldError.Of(FieldRules.Needed, "The offset in bytes is needed."));
        }

        var checksum = Checksum.Read(request.Headers[Tus.ChecksumHeader]);
        if (await uploads.FindAsync(id, context.Caller().UserId, context.RequestAborted) is not { } upload)
        {
            return ApiProblem.NotFound("There is no such upload.");
        }

        AllowSlowLargeBody(context);
        upload = await uploads.AppendAsync(upload, offset, request, checksum, context.RequestAborted);
        SetState(context, upload);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> DeleteAsync(Guid id, HttpContext context, UploadStore uploads)
    {
        if (await uploads.FindAsync(id, context.Caller().UserId, context.RequestAborted) is not { } upload)
        {
            return ApiProblem.NotFound("There is no such upload.");
        }

        await uploads.DeleteAsync(upload, context.RequestAborted);
        return TypedResults.NoContent();
    }

    private static void SetState(HttpContext context, Upload upload)
    {
        var headers = context.Response.Headers;
        headers[Tus.OffsetHeader] = upload.Received.ToString(CultureInfo.InvariantCulture);
        headers[Tus.ExpiresHeader] = upload.ExpiresAt.UtcDateTime.ToString("R", CultureInfo.InvariantCulture);
    }

    /// <summary>Checks whether the body is the unencoded content of the recording.</summary>
    private static bool IsBytes(HttpRequest request) => request.ContentType == Tus.ContentType && BodyEncoding.IsPlain(request);

    private static void AllowSlowLargeBody(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        // A client may pause; one that is silent for this long has disconnected.
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = new Microsoft.AspNetCore.Server.Kestrel.Core.MinDataRate(bytesPerSecond: 100, gracePeriod: TimeSpan.FromSeconds(60));
        }
    }
}
