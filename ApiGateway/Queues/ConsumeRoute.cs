using System.Diagnostics;
using Microsoft.Extensions.Options;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.InternalCalls;
using Platform.ApiGateway.Limits;
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
        var claim = new ClaimCall { Queue = queue, Actor = caller.Actor, Max = max, Waits = wait > TimeSpan.Zero, AsksAgain = true };
        if (visibility is { } seconds)
        {
            claim.VisibilitySeconds = seconds;
        }

        using var credential = wait > TimeSpan.Zero ? credentials.Watch(context) : null;
        var answer = credential is null
            ? await groups.Claims.SendAsync(new ClaimBrokerCall(claim) { UserId = caller.UserId })
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
                unread.Read(caller.UserId, answer.Value.Bytes);
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

        await DeliveryAnswer.SendAsync(context, claimed.Messages);
    }

    private async Task<GroupAnswer<ClaimAnswer>> WaitAsync(ClaimCall claim, TimeSpan wait, OpenCredential credential, HttpContext context)
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
                return new GroupAnswer<ClaimAnswer>(default, credential.Refuse());
            }

            // The role may have been revoked in the meantime.
            var current = claim.Clone();
            current.Actor = caller.Actor;
            var answer = await groups.Claims.SendAsync(new ClaimBrokerCall(current) { UserId = caller.UserId });
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
            context.Features.Get<GatePass>()?.Release();
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

        await groups.Settlements.SendAsync(new SettleBrokerCall(new SettleCall
        {
            Actor = caller.Actor,
            Action = SettleAction.Release,
            Deliveries = { claimed.Messages.Select(message => new DeliveryToSettle { Id = message.Id, Receipt = message.Receipt }) },
        }));
    }
}
