using System.Buffers;
using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Platform.ObjectStorage.Telemetry;

namespace Platform.ObjectStorage.S3;

/// <summary>
/// Stores objects in an S3 bucket. Streams are uploaded in parts of a fixed size, so that memory is bounded and a failed part is retried.
/// </summary>
internal sealed class S3ObjectStore(IAmazonS3 client, S3StorageOptions options, StorageGate gate) : IObjectStore, IProbedStore, IDisposable
{
    public void Dispose() => client.Dispose();

    public async Task<ObjectInfo> PutAsync(string key, Stream content, PutLimits? limits = null, CancellationToken cancellationToken = default)
    {
        ObjectKeys.Check(key);
        ArgumentNullException.ThrowIfNull(content);
        var started = gate.Time.GetTimestamp();
        var buffer = ArrayPool<byte>.Shared.Rent(options.PartBytes);
        try
        {
            var total = await FillAsync(content, buffer, cancellationToken).ConfigureAwait(false);
            CheckSize(total, limits, atEnd: total < options.PartBytes);
            var info = total < options.PartBytes
                ? await PutWholeAsync(key, buffer.AsMemory(0, total), cancellationToken).ConfigureAwait(false)
                : await PutPartsAsync(key, content, buffer, limits, cancellationToken).ConfigureAwait(false);
            gate.Metrics.Uploaded(gate.Time.GetElapsedTime(started));
            return info;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public async Task<ObjectInfo> ComposeAsync(string key, IReadOnlyList<string> parts, CancellationToken cancellationToken = default)
    {
        ObjectKeys.Check(key);
        ArgumentOutOfRangeException.ThrowIfZero(parts.Count, nameof(parts));
        ObjectInfo info;
        // Through this process: a server-side copy is limited to 5 GiB, and parts below 5 MiB cannot be copied into a multipart upload.
        var joined = new JoinedReadStream(this, parts);
        await using (joined.ConfigureAwait(false))
        {
            info = await PutAsync(key, joined, limits: null, cancellationToken).ConfigureAwait(false);
        }

        foreach (var part in parts)
        {
            await DeleteAsync(part, cancellationToken).ConfigureAwait(false);
        }

        return info;
    }

    public async Task<ObjectContent?> OpenReadAsync(string key, ByteRange? range = null, CancellationToken cancellationToken = default)
    {
        ObjectKeys.Check(key);
        var started = gate.Time.GetTimestamp();
        var request = new GetObjectRequest { BucketName = options.Bucket, Key = key };
        if (range is { } wanted)
        {
            if (wanted.Offset < 0 || wanted.Length < 1)
            {
                throw new ArgumentOutOfRangeException(nameof(range));
            }

            // RFC 9110, 14.1.2: both ends are inclusive.
            request.ByteRange = wanted.Length is { } length
                ? new Amazon.S3.Model.ByteRange(wanted.Offset, length > long.MaxValue - wanted.Offset ? long.MaxValue : wanted.Offset + length - 1)
                : new Amazon.S3.Model.ByteRange(string.Create(CultureInfo.InvariantCulture, $"bytes={wanted.Offset}-"));
        }

        var response = await AskAsync(StorageMetrics.Download, async token =>
        {
            try
            {
                return await client.GetObjectAsync(request, token).ConfigureAwait(false);
            }
            catch (AmazonS3Exception error) when (error.StatusCode == HttpStatusCode.NotFound)
            {
                return null;
            }
            catch (AmazonS3Exception error) when (error.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                throw new ArgumentOutOfRangeException(nameof(range), "The range starts after the object's end.");
            }
        }, cancellationToken).ConfigureAwait(false);
        if (response is null)
        {
            return null;
        }

        var whole = WholeLength(response) ?? response.ContentLength;
        var info = new ObjectInfo(key, whole, ToUtc(response.LastModified), Unquote(response.ETag));
        var content = new MeasuredReadStream(response.ResponseStream, response.ContentLength, response, failed =>
        {
            gate.Metrics.Downloaded(gate.Time.GetElapsedTime(started));
            if (failed)
            {
                gate.Metrics.Failed(StorageMetrics.Download);
            }
        });
        return new ObjectContent(info, range?.Offset ?? 0, response.ContentLength, content);
    }

    public async ValueTask<Dictionary<string, object>> ProbeAsync(CancellationToken cancellationToken)
    {
        // At most one key: the probe only checks that the bucket is accessible.
        var found = await client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = options.Bucket, MaxKeys = 1 }, cancellationToken).ConfigureAwait(false);
        return new(StringComparer.Ordinal) { ["http_status"] = (int)found.HttpStatusCode };
    }

    public async Task<ObjectInfo?> StatAsync(string key, CancellationToken cancellationToken = default)
    {
        ObjectKeys.Check(key);
        return await AskAsync(StorageMetrics.Download, async token =>
        {
            try
            {
                var found = await client.GetObjectMetadataAsync(options.Bucket, key, token).ConfigureAwait(false);
                return new ObjectInfo(key, found.ContentLength, ToUtc(found.LastModified), Unquote(found.ETag));
            }
            catch (AmazonS3Exception error) when (error.StatusCode == HttpStatusCode.NotFound)
            {
                return null;
            }
        }, cancellationToken).ConfigureAwait(false);
    }

    public async Task DeleteAsync(string key, CancellationToken cancellationToken = default)
    {
        ObjectKeys.Check(key);
        await AskAsync(
            StorageMetrics.Delete,
            async token => await client.DeleteObjectAsync(options.Bucket, key, token).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
    }

    public async Task<int> DeletePrefixAsync(string prefix, CancellationToken cancellationToken = default)
    {
        ObjectKeys.CheckPrefix(prefix);
        var count = 0;
        await foreach (var info in ListAsync(prefix, cancellationToken).ConfigureAwait(false))
        {
            await DeleteAsync(info.Key, cancellationToken).ConfigureAwait(false);
            count++;
        }

        return count;
    }

    public async IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ObjectKeys.CheckPrefix(prefix);
        string? next = null;
        do
        {
            var request = new ListObjectsV2Request { BucketName = options.Bucket, Prefix = prefix, ContinuationToken = next };
            var page = await AskAsync(
                StorageMetrics.Download,
                async token => await client.ListObjectsV2Async(request, token).ConfigureAwait(false),
                cancellationToken).ConfigureAwait(false);
            foreach (var found in page.S3Objects ?? [])
            {
                yield return new ObjectInfo(found.Key, found.Size ?? 0, ToUtc(found.LastModified), Unquote(found.ETag));
            }

            next = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (next is not null);
    }

    /// <summary>Runs a step and reports S3's response to the circuit breaker by its status.</summary>
    private ValueTask<T> AskAsync<T>(string operation, Func<CancellationToken, ValueTask<T>> step, CancellationToken cancellationToken) => gate.RunAsync(
        operation,
        async token =>
        {
            try
            {
                return await step(token).ConfigureAwait(false);
            }
            catch (AmazonServiceException error) when ((int)error.StatusCode > 0)
            {
                throw new HttpRequestException(error.Message, error, error.StatusCode);
            }
        },
        cancellationToken);

    private static async Task<int> FillAsync(Stream content, byte[] buffer, int size, CancellationToken cancellationToken) =>
        await content.ReadAtLeastAsync(buffer.AsMemory(0, size), size, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);

    private Task<int> FillAsync(Stream content, byte[] buffer, CancellationToken cancellationToken) =>
        FillAsync(content, buffer, options.PartBytes, cancellationToken);

    private static void CheckSize(long total, PutLimits? limits, bool atEnd)
    {
        if (total > limits?.MaxLength)
        {
            throw new ObjectTooLargeException(limits.MaxLength.Value);
        }

        if (atEnd && limits?.ExpectedLength is { } expected && expected != total)
        {
            throw new ObjectLengthException(expected, total);
        }
    }

    private async Task<ObjectInfo> PutWholeAsync(string key, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var response = await AskAsync(StorageMetrics.Upload, async token =>
        {
            using var body = new MemoryStream(bytes.ToArray(), writable: false);
            return await client.PutObjectAsync(
                new PutObjectRequest { BucketName = options.Bucket, Key = key, InputStream = body, AutoCloseStream = false, UseChunkEncoding = false },
                token).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
        return new ObjectInfo(key, bytes.Length, gate.Time.GetUtcNow(), Unquote(response.ETag));
    }

    private async Task<ObjectInfo> PutPartsAsync(string key, Stream content, byte[] buffer, PutLimits? limits, CancellationToken cancellationToken)
    {
        var upload = await AskAsync(
            StorageMetrics.Upload,
            async token => await client.InitiateMultipartUploadAsync(options.Bucket, key, token).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
        try
        {
            List<PartETag> parts = [];
            long total = 0;
            for (var size = options.PartBytes; size > 0; size = await FillAsync(content, buffer, cancellationToken).ConfigureAwait(false))
            {
                total += size;
                CheckSize(total, limits, atEnd: false);
                parts.Add(await PutPartAsync(key, upload.UploadId, parts.Count + 1, buffer, size, cancellationToken).ConfigureAwait(false));
            }

            CheckSize(total, limits, atEnd: true);
            var done = await AskAsync(
                StorageMetrics.Upload,
                async token => await client.CompleteMultipartUploadAsync(
                    new CompleteMultipartUploadRequest { BucketName = options.Bucket, Key = key, UploadId = upload.UploadId, PartETags = parts },
                    token).ConfigureAwait(false),
                cancellationToken).ConfigureAwait(false);
            return new ObjectInfo(key, total, gate.Time.GetUtcNow(), Unquote(done.ETag));
        }
        catch
        {
            await AbortAsync(key, upload.UploadId).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<PartETag> PutPartAsync(string key, string uploadId, int number, byte[] buffer, int size, CancellationToken cancellationToken)
    {
        var response = await AskAsync(StorageMetrics.Upload, async token =>
        {
            using var body = new MemoryStream(buffer, 0, size, writable: false);
            return await client.UploadPartAsync(
                new UploadPartRequest { BucketName = options.Bucket, Key = key, UploadId = uploadId, PartNumber = number, PartSize = size, InputStream = body, UseChunkEncoding = false },
                token).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
        return new PartETag(number, response.ETag);
    }

    private async Task AbortAsync(string key, string uploadId)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10), gate.Time);
        try
        {
            await client.AbortMultipartUploadAsync(options.Bucket, key, uploadId, limit.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is AmazonS3Exception or HttpRequestException or OperationCanceledException or AmazonClientException)
        {
            // The bucket's lifecycle rule for incomplete uploads removes it; the caller has to see the first failure.
            gate.Metrics.Failed(StorageMetrics.Delete);
        }
    }

    private static DateTimeOffset ToUtc(DateTime? time) => time is { } t ? new DateTimeOffset(t.ToUniversalTime()) : DateTimeOffset.UnixEpoch;

    private static string Unquote(string? etag) => etag?.Trim('"') ?? "";

    private static long? WholeLength(GetObjectResponse response)
    {
        // Content-Range: bytes first-last/whole (RFC 9110, 14.4).
        var slash = response.ContentRange?.LastIndexOf('/') ?? -1;
        return slash >= 0 && long.TryParse(response.ContentRange.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var whole) ? whole : null;
    }
}
