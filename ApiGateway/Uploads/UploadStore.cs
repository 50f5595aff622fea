using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Connections;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Platform.ApiGateway.Database;
using Platform.ApiGateway.Inputs;
using Platform.ApiGateway.Problems;
using Platform.ObjectStorage;
using Platform.ServiceDefaults.Resilience;

namespace Platform.ApiGateway.Uploads;

/// <summary>Stores uploads: their state in the database, their bytes as parts in object storage until they are complete.</summary>
/// <remarks>A part counts once it is recorded in the database. Memory contains a buffer of the connection, never a whole part.</remarks>
internal sealed partial class UploadStore(
    IDbContextFactory<IdentityDb> databases,
    IObjectStore storage,
    DependencyPipelines pipelines,
    UploadWriters writers,
    IOptions<UploadOptions> options,
    TimeProvider time,
    ILogger<UploadStore> logger)
{
    private const int MaxName = 255;

    // Each request creates at least one part and stores the start of all parts, so tiny requests would become ever more expensive.
    private const int PaidBy = 128 * 1024;

    private readonly UploadOptions _options = options.Value;

    public async Task<Upload> CreateAsync(Guid owner, long length, string? metadata, Dictionary<string, string> values, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var upload = new Upload
        {
            Id = Guid.CreateVersion7(now),
            OwnerId = owner,
            Length = length,
            Metadata = metadata,
            FileName = NameOf(values.GetValueOrDefault("filename") ?? values.GetValueOrDefault("name")),
            ContentType = TypeOf(values.GetValueOrDefault("filetype") ?? values.GetValueOrDefault("type")),
            State = UploadState.Open,
            CreatedAt = now,
            ExpiresAt = now + _options.Lifetime,
        };
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.RunLockedAsync(
            owner,
            async () =>
            {
                await RefuseTooMuchAsync(db, owner, length, now, cancellationToken);
                db.Uploads.Add(upload);
                await db.SaveChangesAsync(cancellationToken);
            },
            cancellationToken);
        return upload;
    }

    /// <summary>Finds the user's upload; null if there is none, or no longer.</summary>
    public async Task<Upload?> FindAsync(Guid id, Guid owner, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Uploads.AsNoTracking().Present(db, now).FirstOrDefaultAsync(u => u.Id == id && u.OwnerId == owner, cancellationToken);
    }

    /// <summary>Checks whether a job may need the upload, so that it is kept beyond its expiry.</summary>
    public async Task<bool> IsUsedAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.UploadUses.AnyAsync(use => use.UploadId == id, cancellationToken);
    }

    /// <summary>Appends the body of a request, and returns the updated upload.</summary>
    /// <exception cref="ApiProblemException">
    /// 409 for a different offset, 413 for more bytes than announced, 422 for too many parts, 423 while another request writes, 460 for a wrong
    /// checksum.
    /// </exception>
    public async Task<Upload> AppendAsync(Upload upload, long offset, HttpRequest request, Checksum? checksum, CancellationToken cancellationToken)
    {
        await using var writer = await writers.EnterAsync(upload.Id, cancellationToken);
        upload = await ReadAsync(upload.Id);
        if (offset != upload.Received)
        {
            throw new ApiProblemException(ApiProblem.Conflict($"The upload is at offset {upload.Received}."));
        }

        if (request.ContentLength > upload.Length - offset)
        {
            throw new ApiProblemException(new ApiProblem(StatusCodes.Status413PayloadTooLarge, "too_large", "This is more than Upload-Length announced."));
        }

        if (upload.State == UploadState.Open)
        {
            RefuseSmallParts(upload);
            upload = checksum is null
                ? await AppendPartsAsync(upload, request, writer, cancellationToken)
                : await AppendCheckedAsync(upload, request, checksum, writer);
        }

        return upload.State == UploadState.Received ? await FinishAsync(upload, CancellationToken.None) : upload;
    }

    /// <summary>Combines the parts into one object; idempotent.</summary>
    public async Task<Upload> FinishAsync(Upload upload, CancellationToken cancellationToken)
    {
        var key = ObjectKeys.Upload(upload.Id);
        var isThere = await storage.StatAsync(key, cancellationToken) is { } stored && stored.Length == upload.Length;
        if (!isThere)
        {
            await storage.ComposeAsync(key, [.. upload.Parts.Select(p => ObjectKeys.UploadPart(upload.Id, p))], cancellationToken);
        }

        var now = time.GetUtcNow();
        upload.State = UploadState.Stored;
        upload.StoredAt = now;
        upload.ExpiresAt = now + _options.Lifetime;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.Uploads.Where(u => u.Id == upload.Id).ExecuteUpdateAsync(
            s => s.SetProperty(u => u.State, UploadState.Stored).SetProperty(u => u.StoredAt, now).SetProperty(u => u.ExpiresAt, upload.ExpiresAt),
            cancellationToken);
        return upload;
    }

    /// <summary>Deletes the upload and its bytes.</summary>
    public async Task DeleteAsync(Upload upload, CancellationToken cancellationToken)
    {
        await using (await writers.EnterAsync(upload.Id, cancellationToken))
        {
            await pipelines.GetIdempotent("storage").ExecuteAsync(
                async token =>
                {
                    await storage.DeletePrefixAsync(ObjectKeys.UploadParts(upload.Id), token);
                    await storage.DeleteAsync(ObjectKeys.Upload(upload.Id), token);
                },
                cancellationToken);
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            await db.Uploads.Where(u => u.Id == upload.Id).ExecuteDeleteAsync(cancellationToken);
        }
    }

    private async Task<Upload> ReadAsync(Guid id)
    {
        await using var db = await databases.CreateDbContextAsync(CancellationToken.None);
        return await db.Uploads.AsNoTracking().FirstOrDefaultAsync(u => u.Id == id, CancellationToken.None)
            ?? throw new ApiProblemException(ApiProblem.NotFound("There is no such upload."));
    }

    /// <summary>Refuses an upload that exceeds the user's quota.</summary>
    private async Task RefuseTooMuchAsync(IdentityDb db, Guid owner, long length, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var present = db.Uploads.Where(u => u.OwnerId == owner).Present(db, now);
        var open = await present.CountAsync(u => u.State == UploadState.Open, cancellationToken);
        if (open >= _options.MaxOpenPerUser)
        {
            throw new ApiProblemException(new ApiProblem(StatusCodes.Status429TooManyRequests, "too_many_uploads", $"There are {open} unfinished uploads already.") { RetryAfterSeconds = 60 });
        }

        // Announced bytes count in full, because all of them may arrive.
        var bytes = await present.SumAsync(u => u.Length, cancellationToken);
        if (bytes + length > _options.MaxBytesPerUser)
        {
            throw new ApiProblemException(new ApiProblem(
                StatusCodes.Status429TooManyRequests,
                "too_many_uploads",
                string.Create(CultureInfo.InvariantCulture, $"With this one, your uploads would be {bytes + length} bytes of at most {_options.MaxBytesPerUser}. Delete one, or a job that uses one."))
            {
                RetryAfterSeconds = 60,
            });
        }
    }

    private void RefuseSmallParts(Upload upload)
    {
        var paid = Math.Min(PaidBy, _options.PartBytes);
        var most = _options.SmallParts + (upload.Received / paid);
        if (upload.Parts.Length >= most)
        {
            throw new ApiProblemException(new ApiProblem(
                StatusCodes.Status422UnprocessableEntity,
                "too_many_parts",
                string.Create(CultureInfo.InvariantCulture, $"{upload.Received} bytes came in {upload.Parts.Length} parts, of at most {most}. Begin the upload again, and send at least {paid} bytes in a request.")));
        }
    }

    private async Task<Upload> AppendPartsAsync(Upload upload, HttpRequest request, UploadWriter writer, CancellationToken cancellationToken)
    {
        while (upload.Received < upload.Length)
        {
            var part = new PartStream(request.BodyReader, Math.Min(_options.PartBytes, upload.Length - upload.Received), null, writer.Cancelled);
            await using (part)
            {
                await StoreAsync(upload, upload.Received, part);
            }

            if (part.Count > 0)
            {
                upload = await StoreProgressAsync(upload, writer, [upload.Received], part.Count);
            }

            if (part.Fault is { } fault)
            {
                // The received bytes are stored. No client waits for a response, unless a newer request took over.
                LogBrokenOff(upload.Id, upload.Received, fault.GetType().Name);
                throw new ApiProblemException(ProblemOf(fault));
            }

            if (part.IsBodyAtEnd)
            {
                return upload;
            }
        }

        await RefuseMoreAsync(request, cancellationToken);
        return upload;
    }

    private async Task<Upload> AppendCheckedAsync(Upload upload, HttpRequest request, Checksum checksum, UploadWriter writer)
    {
        using var hash = IncrementalHash.CreateHash(checksum.Algorithm);
        var parts = new List<long>();
        var received = upload.Received;
        var isKept = false;
        try
        {
            while (received < upload.Length)
            {
                var part = new PartStream(request.BodyReader, Math.Min(_options.PartBytes, upload.Length - received), hash, writer.Cancelled);
                await using (part)
                {
                    parts.Add(received);
                    await StoreAsync(upload, received, part);
                }

                received += part.Count;
                if (part.Count == 0)
                {
                    parts.RemoveAt(parts.Count - 1);
                }

                if (part.Fault is { } fault)
                {
                    // A checksum covers the whole body, so nothing of an incomplete one is stored.
                    throw new ApiProblemException(ProblemOf(fault));
                }

                if (part.IsBodyAtEnd)
                {
                    break;
                }
            }

            if (!CryptographicOperations.FixedTimeEquals(hash.GetHashAndReset(), checksum.Value))
            {
                throw new ApiProblemException(new ApiProblem(Tus.ChecksumMismatch, "checksum_mismatch", "The body does not have the checksum it came with."));
            }

            upload = await StoreProgressAsync(upload, writer, parts, received - upload.Received);
            isKept = true;
            return upload;
        }
        finally
        {
            if (!isKept)
            {
                foreach (var part in parts)
                {
                    await storage.DeleteAsync(ObjectKeys.UploadPart(upload.Id, part), CancellationToken.None);
                }
            }
        }
    }

    private Task<ObjectInfo> StoreAsync(Upload upload, long offset, PartStream part) =>
        // Not through the pipeline: its timeout would include the client's time. The stream ends when the client disconnects.
        storage.PutAsync(ObjectKeys.UploadPart(upload.Id, offset), part, null, CancellationToken.None);

    private async Task<Upload> StoreProgressAsync(Upload upload, UploadWriter writer, IReadOnlyCollection<long> parts, long count)
    {
        var before = upload.Received;
        upload.Parts = [.. upload.Parts, .. parts];
        upload.Received += count;
        upload.State = upload.Received == upload.Length ? UploadState.Received : UploadState.Open;
        upload.ExpiresAt = time.GetUtcNow() + _options.Lifetime;
        await using var db = await databases.CreateDbContextAsync(CancellationToken.None);
        var updated = await db.Uploads
            .Where(u => u.Id == upload.Id && u.WriterId == writer.Id && u.Received == before)
            .ExecuteUpdateAsync(
                s => s.SetProperty(u => u.Parts, upload.Parts)
                    .SetProperty(u => u.Received, upload.Received)
                    .SetProperty(u => u.State, upload.State)
                    .SetProperty(u => u.ExpiresAt, upload.ExpiresAt),
                CancellationToken.None);
        return updated == 1
            ? upload
            : throw new ApiProblemException(new ApiProblem(StatusCodes.Status423Locked, "locked", "Another request took over this upload."));
    }

    private static async Task RefuseMoreAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var rest = await request.BodyReader.ReadAsync(cancellationToken);
        var isMore = rest.Buffer.Length > 0;
        request.BodyReader.AdvanceTo(rest.Buffer.Start, rest.Buffer.End);
        if (isMore)
        {
            throw new ApiProblemException(new ApiProblem(StatusCodes.Status413PayloadTooLarge, "too_large", "This is more than Upload-Length announced."));
        }
    }

    /// <summary>Creates a 400 for a malformed body, else a 423, after which clients of the protocol continue from the current offset.</summary>
    private static ApiProblem ProblemOf(Exception fault) => fault is IOException and not ConnectionResetException && ProblemMiddleware.OfBody((IOException)fault) is { Status: StatusCodes.Status400BadRequest } malformed
        ? malformed
        : new ApiProblem(StatusCodes.Status423Locked, "interrupted", "The request was interrupted; ask for the offset and go on from there.");

    private static string? TypeOf(string? text) =>
        Microsoft.Net.Http.Headers.MediaTypeHeaderValue.TryParse(text, out var type) && type.MediaType.Length <= 100 ? type.MediaType.Value : null;

    private static string? NameOf(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (TextRule.Normalise(text, out var normal) is { } fault)
        {
            throw new ApiProblemException(ApiProblem.Malformed(Tus.MetadataHeader, FieldError.Unstorable("filename: " + fault)));
        }

        // Some clients send a path; only its last part is the file name.
        var name = string.Concat(normal[(normal.LastIndexOfAny(['/', '\\']) + 1)..].Where(c => !char.IsControl(c))).Trim();
        return name.Length == 0 ? null : TextCut.End(name, MaxName);
    }

    [LoggerMessage(1, LogLevel.Information, "Upload {UploadId} was interrupted at {Offset}: {Reason}")]
    private partial void LogBrokenOff(Guid uploadId, long offset, string reason);
}

/// <summary>Represents the header <c>Upload-Checksum</c>.</summary>
/// <param name="Algorithm">The hash algorithm.</param>
/// <param name="Value">The hash of the request's body.</param>
internal sealed record Checksum(HashAlgorithmName Algorithm, byte[] Value)
{
    /// <summary>Parses the header.</summary>
    /// <exception cref="ApiProblemException">400.</exception>
    public static Checksum? Read(string? header)
    {
        if (header is null)
        {
            return null;
        }

        if (header.Split(' ') is [var name, var value] && System.Buffers.Text.Base64.IsValid(value))
        {
            HashAlgorithmName? algorithm = name switch
            {
                "sha1" => HashAlgorithmName.SHA1,
                "sha256" => HashAlgorithmName.SHA256,
                "md5" => HashAlgorithmName.MD5,
                _ => null,
            };
            if (algorithm is { } known)
            {
                return new Checksum(known, Convert.FromBase64String(value));
            }
        }

        throw new ApiProblemException(ApiProblem.Malformed(Tus.ChecksumHeader, FieldError.Other("An algorithm (" + Tus.ChecksumAlgorithms + ") and a base64 value are needed.")));
    }
}
