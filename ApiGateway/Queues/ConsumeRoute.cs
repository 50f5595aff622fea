using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Problems;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.Requests;

namespace Platform.ApiGateway.Queues;

/// <summary>Handles <c>GET /queues/{queue_name}/messages/consume</c>.</summary>
internal sealed class ConsumeRoute(
    BrokerGroups groups, QueueWaiters waiters, UnreadAnswers unread, OpenCredentials credentials, IOptions<BrokerOptions> options, TimeProvider time)
{
    private readonly OpenRequestLimit _waiting = new("consumers that wait");

    /// <summary>Consumes messages.</summary>
    public async Task ConsumeAsync(HttpContext context)
    {
        using var span = QueueTelemetry.Start("consume_messages");
        if (!QueueNames.TryRead(context, out var queue))
        {
            await CallProblems.OfQueue(CallOutcome.NotFound).ExecuteAsync(context);
            return;
        }

        var errors = new FieldErrors();
        var query = context.Request.Query;
        var max = (int)(QueryNumbers.Read(query, "batch_size", 1, 1000, errors) ?? 1);
        var visibility = (int?)QueryNumbers.Read(query, "visibility_timeout_seconds", QueueLimits.MinVisibilityTimeoutSeconds, QueueLimits.MaxVisibilityTimeoutSeconds, errors);
        var wait = TimeSpan.FromSeconds(QueryNumbers.Read(query, "wait_seconds", 0, 30, errors) ?? 0);
        if (errors.Any)
        {
            await ApiProblem.Invalid(errors).ExecuteAsync(context);
            return;
        }

        span?.SetTag("queue", queue);
        var caller = context.Caller();
        var claim = new ClaimCall(queue, caller.UserId, caller.IsOperator, max, visibility, wait > TimeSpan.Zero, AsksAgain: true);
        using var credential = wait > TimeSpan.Zero ? credentials.Watch(context) : null;
        var answer = credential is null
            ? await groups.ClaimAsync(new ClaimBrokerCall(claim))
            : await WaitAsync(claim, wait, credential, context);
        if ((answer.Problem ?? (answer.Value.Outcome == CallOutcome.Done ? null : CallProblems.OfQueue(answer.Value.Outcome))) is { } problem)
        {
            span?.SetStatus(ActivityStatusCode.Error, problem.Code);
            await problem.ExecuteAsync(context);
            return;
        }

        span?.SetTag("messages", answer.Value.Count);
        try
        {
            await AnswerAsync(context, answer.Value, caller, credential);
        }
        finally
        {
            if (answer.Value.Count > 0)
            {
                unread.Read(caller.UserId, answer.Value.Messages.Length);
            }
        }
    }

    private async Task AnswerAsync(HttpContext context, ClaimAnswer claimed, Caller caller, OpenCredential? credential)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            await ReleaseAsync(claimed, caller);
            return;
        }

        if (credential is not null && await credential.ValidateAsync() is null)
        {
            // The credential ended during the claim.
            await ReleaseAsync(claimed, caller);
            await credential.Refuse().ExecuteAsync(context);
            return;
        }

        context.Response.Headers.CacheControl = "no-store";
        if (claimed.Count == 0)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        if (claimed.Messages.Length > JsonAnswer.Chunk)
        {
            await JsonAnswer.SendInChunksAsync(context, "{\"messages\":"u8, claimed.Messages, "}"u8);
            return;
        }

        await JsonAnswer.SendAsync(context, StatusCodes.Status200OK, claimed.Messages, static (json, messages) =>
        {
            json.WriteStartObject();
            json.WritePropertyName("messages"u8);
            json.WriteRawValue(messages.Span, skipInputValidation: true);
            json.WriteEndObject();
        });
    }

    private async Task<BrokerAnswer<ClaimAnswer>> WaitAsync(ClaimCall claim, TimeSpan wait, OpenCredential credential, HttpContext context)
    {
        var cancellationToken = context.RequestAborted;
        var started = time.GetTimestamp();
        using var held = _waiting.Enter(context.Caller().UserId, options.Value.WaitingPerUser);
        using var waiter = waiters.Enter(claim.Queue);
        while (true)
        {
            if (await credential.ValidateAsync() is not { } caller)
            {
                // The signal that woke this consumer is passed on to the next one.
                waiters.Wake(claim.Queue, 1);
                return new BrokerAnswer<ClaimAnswer>(default, credential.Refuse());
            }

            // The role may have been revoked in the meantime.
            var answer = await groups.ClaimAsync(new ClaimBrokerCall(claim with { IsOperator = caller.IsOperator }));
            if (answer.Problem is not null || answer.Value.Outcome != CallOutcome.Done || answer.Value.Count > 0)
            {
                if (answer.Value.Count == claim.Max)
                {
                    // There may be more messages than this consumer could take.
                    waiters.Wake(claim.Queue, 1);
                }

                return answer;
            }

            var left = wait - time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero || cancellationToken.IsCancellationRequested)
            {
                return answer;
            }

            context.MarkAsLongPoll();
            using var woken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, credential.MayHaveEnded);
            try
            {
                await waiter.WaitAsync(left, time, woken.Token);
            }
            catch (OperationCanceledException)
            {
                if (cancellationToken.IsCancellationRequested)
                {
                    return answer;
                }
            }
        }
    }

    /// <summary>Returns the messages of a consumer that has disconnected to their queue at once, without counting a delivery.</summary>
    private async Task ReleaseAsync(ClaimAnswer claimed, Caller caller)
    {
        if (claimed.Count == 0)
        {
            return;
        }

        using var messages = JsonDocument.Parse(claimed.Messages);
        var all = messages.RootElement.EnumerateArray().ToList();
        await groups.SettleAsync(new SettleBrokerCall(new SettleCall(
            caller.UserId,
            caller.IsOperator,
            SettleAction.Release,
            [.. all.Select(message => message.GetProperty("id").GetInt64())],
            [.. all.Select(message => message.GetProperty("receipt").GetString())])));
    }
}
