using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Platform.ApiGateway.Accounts;
using Platform.ApiGateway.CaptionFiles;
using Platform.ApiGateway.CaptionSettings;
using Platform.ApiGateway.Database;
using Platform.ApiGateway.JobManagement;
using Platform.ApiGateway.Problems;
using Platform.ApiGateway.Queues;
using Platform.Contracts;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.GrpcCalls;

namespace Platform.ApiGateway.AccountRemoval;

/// <summary>Exports all data of a user, page by page. An operator gets no data of others.</summary>
internal sealed class AccountExport(IdentityDb db, OperatorRole operators, JobManagerClient jobs, BrokerClient queues, CaptionFileStore captions, AccountCaptionStore settings, TimeProvider time)
{
    private const int Page = 100;

    // Small, because each job may come with a caption file.
    private const int JobsPerPage = 20;

    private static readonly byte[] s_readme =
        """
        account.json          your account
        security-events.json  sign-ins, sessions, keys and roles
        api-keys.json         your API keys, without the keys themselves
        captions.json         what holds for your captions: language, names and terms, layout
        caption-links.json    links to your captions, without their tokens
        caption-comments.json comments on your recordings
        job-editors.json      whom you have invited to your captions
        uploads.json          names and sizes of your uploads
        queues.json           your queues with whom they are shared, and queues that others share with you
        jobs.ndjson           your jobs, one on each line, with their captions

        Not included: messages in queues, the bytes of uploads, recordings. They can be had by the API.

        """u8.ToArray();

    /// <summary>Checks that the required services answer, as long as an error can still be reported by the status.</summary>
    /// <exception cref="ApiProblemException">503.</exception>
    public Task TryAsync(Guid user, CancellationToken cancellationToken) => jobs.SearchAsync(new JobSearch(new JobCriteria(user), 1), cancellationToken);

    /// <summary>Writes the export.</summary>
    /// <param name="user">The user.</param>
    /// <param name="output">The stream that receives the ZIP archive.</param>
    /// <param name="stillMay">Throws if the session has ended; called before each page.</param>
    /// <param name="cancellationToken">Cancels the export.</param>
    public async Task WriteAsync(User user, Stream output, Func<Task> stillMay, CancellationToken cancellationToken)
    {
        var actor = new Actor { UserId = user.Id.ToBytes() };
        var writer = await ExportWriter.BeginAsync(output, cancellationToken);
        await writer.TextAsync("readme.txt", s_readme, cancellationToken);
        await writer.ValueAsync("account.json", await AccountAsync(user, cancellationToken), ExportJson.Default.ExportedAccount, cancellationToken);
        await writer.ListAsync("security-events.json", EventsAsync(user.Id, stillMay, cancellationToken), ExportJson.Default.ExportedEvent, cancellationToken);
        await writer.ListAsync("api-keys.json", KeysAsync(user.Id, stillMay, cancellationToken), ExportJson.Default.ApiKeyResponse, cancellationToken);
        await writer.ValueAsync("captions.json", (await settings.FindAsync(user.Id, cancellationToken)).Settings, ExportJson.Default.AccountCaptions, cancellationToken);
        await writer.ListAsync("caption-links.json", LinksAsync(user.Id, stillMay, cancellationToken), ExportJson.Default.CaptionLink, cancellationToken);
        await writer.ListAsync("caption-comments.json", CommentsAsync(user.Id, stillMay, cancellationToken), ExportJson.Default.CaptionComment, cancellationToken);
        await writer.ListAsync("job-editors.json", EditorsAsync(user.Id, stillMay, cancellationToken), ExportJson.Default.JobEditor, cancellationToken);
        await writer.ListAsync("uploads.json", UploadsAsync(user.Id, stillMay, cancellationToken), ExportJson.Default.ExportedUpload, cancellationToken);
        await writer.ListAsync("queues.json", QueuesAsync(user.Id, actor, stillMay, cancellationToken), ExportJson.Default.ExportedQueue, cancellationToken);
        await writer.LinesAsync("jobs.ndjson", JobsAsync(user.Id, stillMay, cancellationToken), ExportJson.Default.ExportedJob, cancellationToken);
        await writer.EndAsync(cancellationToken);
    }

    private async Task<ExportedAccount> AccountAsync(User user, CancellationToken cancellationToken) => new(
        user.Id,
        user.Email ?? "",
        user.CreatedAt,
        await operators.OfAsync(user.Id, cancellationToken),
        await db.Authenticators.Where(a => a.UserId == user.Id).Select(a => a.ConfirmedAt).FirstOrDefaultAsync(cancellationToken),
        AccountLanguage.OfMails(user),
        time.GetUtcNow());

    private async IAsyncEnumerable<ExportedEvent> EventsAsync(Guid user, Func<Task> stillMay, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Guid? after = null;
        List<SecurityEvent> page;
        do
        {
            await stillMay();
            page = await db.SecurityEvents.AsNoTracking().Where(e => e.UserId == user && (after == null || e.Id.CompareTo(after.Value) > 0))
                .OrderBy(e => e.Id).Take(Page).ToListAsync(cancellationToken);
            foreach (var row in page)
            {
                yield return new ExportedEvent(row.Id, row.At, row.Event, row.Address?.ToString(), row.Detail);
                after = row.Id;
            }
        }
        while (page.Count == Page);
    }

    private async IAsyncEnumerable<ApiKeyResponse> KeysAsync(Guid user, Func<Task> stillMay, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Guid? after = null;
        List<ApiKey> page;
        do
        {
            await stillMay();
            page = await db.ApiKeys.AsNoTracking().Where(k => k.UserId == user && (after == null || k.Id.CompareTo(after.Value) > 0))
                .OrderBy(k => k.Id).Take(Page).ToListAsync(cancellationToken);
            foreach (var key in page)
            {
                yield return new ApiKeyResponse(key.Id, key.Name, key.Prefix, key.Scopes, key.CreatedAt, key.ExpiresAt, key.LastUsedAt, key.RevokedAt);
                after = key.Id;
            }
        }
        while (page.Count == Page);
    }

    private async IAsyncEnumerable<CaptionLink> LinksAsync(Guid user, Func<Task> stillMay, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Guid? after = null;
        List<StoredCaptionLink> page;
        do
        {
            await stillMay();
            page = await db.CaptionLinks.AsNoTracking().Where(l => l.UserId == user && (after == null || l.Id.CompareTo(after.Value) > 0))
                .OrderBy(l => l.Id).Take(Page).ToListAsync(cancellationToken);
            foreach (var link in page)
            {
                yield return link.ToResponse();
                after = link.Id;
            }
        }
        while (page.Count == Page);
    }

    private async IAsyncEnumerable<CaptionComment> CommentsAsync(Guid user, Func<Task> stillMay, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Guid? after = null;
        List<StoredCaptionComment> page;
        do
        {
            await stillMay();
            page = await db.CaptionComments.AsNoTracking().Where(c => c.UserId == user && (after == null || c.Id.CompareTo(after.Value) > 0))
                .OrderBy(c => c.Id).Take(Page).ToListAsync(cancellationToken);
            foreach (var comment in page)
            {
                yield return comment.ToResponse();
                after = comment.Id;
            }
        }
        while (page.Count == Page);
    }

    private async IAsyncEnumerable<JobEditor> EditorsAsync(Guid user, Func<Task> stillMay, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Guid? after = null;
        List<StoredJobEditor> page;
        do
        {
            await stillMay();
            page = await db.JobEditors.AsNoTracking().Where(e => e.OwnerId == user && (after == null || e.Id.CompareTo(after.Value) > 0))
                .OrderBy(e => e.Id).Take(Page).ToListAsync(cancellationToken);
            foreach (var editor in page)
            {
                yield return editor.ToResponse();
                after = editor.Id;
            }
        }
        while (page.Count == Page);
    }

    private async IAsyncEnumerable<ExportedUpload> UploadsAsync(Guid user, Func<Task> stillMay, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Guid? after = null;
        List<Upload> page;
        do
        {
            await stillMay();
            page = await db.Uploads.AsNoTracking().Where(u => u.OwnerId == user && (after == null || u.Id.CompareTo(after.Value) > 0))
                .OrderBy(u => u.Id).Take(Page).ToListAsync(cancellationToken);
            foreach (var upload in page)
            {
                yield return new ExportedUpload(upload.Id, upload.FileName, upload.ContentType, upload.Length, upload.Received, upload.CreatedAt, upload.ExpiresAt);
                after = upload.Id;
            }
        }
        while (page.Count == Page);
    }

    private async IAsyncEnumerable<ExportedQueue> QueuesAsync(Guid user, Actor actor, Func<Task> stillMay, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? after = null;
        do
        {
            await stillMay();
            var page = await queues.SearchAsync(new SearchQueuesRequest { Actor = actor, Limit = Page, After = after }, cancellationToken);
            foreach (var queue in page.Queues)
            {
                yield return queue.OwnerId == user
                    ? new ExportedQueue(queue.Name, true, queue.Rights, queue, await SharesAsync(actor, queue.Name, cancellationToken))
                    : new ExportedQueue(queue.Name, false, queue.Rights, null, null);
            }

            after = page.Next;
        }
        while (after is not null);
    }

    /// <summary>
    /// Lists the users that a queue is shared with; null if it was deleted in the meantime. They are listed by id, because their addresses are private.
    /// </summary>
    private async Task<IReadOnlyList<ExportedShare>?> SharesAsync(Actor actor, string queue, CancellationToken cancellationToken)
    {
        try
        {
            return [.. (await queues.RightsAsync(new ChangeRightsRequest { Actor = actor, Name = queue }, cancellationToken)).Select(share => new ExportedShare(share.UserId, share.Rights, share.GrantedAt))];
        }
        catch (ApiProblemException refusal) when (refusal.Problem.Status == StatusCodes.Status404NotFound)
        {
            return null;
        }
    }

    private async IAsyncEnumerable<ExportedJob> JobsAsync(Guid user, Func<Task> stillMay, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Guid? before = null;
        do
        {
            await stillMay();
            var page = await jobs.SearchAsync(new JobSearch(new JobCriteria(user), JobsPerPage, before, WithVocabulary: true), cancellationToken);
            foreach (var job in page.Jobs)
            {
                yield return new ExportedJob(job.ToResponse(), await CaptionsAsync(job, cancellationToken));
            }

            before = page.Next;
        }
        while (before is not null);
    }

    private async Task<CaptionDocument?> CaptionsAsync(JobRecord job, CancellationToken cancellationToken)
    {
        if (job.Kind != JobKinds.Captions || job.State != JobState.Succeeded || job.Result?.Deserialize(ContractsJson.Default.CaptionsResult) is not { CaptionsObject: not null } result)
        {
            return null;
        }

        try
        {
            return await captions.ReadAsync(result, cancellationToken);
        }
        catch (ApiProblemException refusal) when (refusal.Problem.Status == StatusCodes.Status404NotFound)
        {
            // Deleted in the meantime, or lost.
            return null;
        }
    }
}
