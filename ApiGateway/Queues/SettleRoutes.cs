using System.Globalization;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Problems;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Queues;

/// <summary>Handles <c>POST /messages/{message_id}/ack</c>, <c>/nack</c> and <c>/extend</c>, and the first two for several messages.</summary>
internal sealed class SettleRoutes(BrokerGroups groups)
{
    private const int MaxMessages = 1000;
    private const int MaxDelaySeconds = 43_200;

    /// <summary>Acknowledges a message.</summary>
    public async Task AckAsync(HttpContext context)
    {
        using var span = QueueTelemetry.Start("ack_message");
        var request = HasBody(context.Request) ? await JsonBody.ReadAsync(context, GatewayJson.Default.AckRequest) : null;
        await OneAsync(context, SettleAction.Ack, request?.Receipt, 0, null);
    }

    /// <summary>Returns a message to its queue, or fails it.</summary>
    public async Task NackAsync(HttpContext context)
    {
        using var span = QueueTelemetry.Start("nack_message");
        var request = HasBody(context.Request) ? await JsonBody.ReadAsync(context, GatewayJson.Default.NackRequest) : new NackRequest();
        var reason = Check(request.DelaySeconds, request.Reason);
        await OneAsync(context, ActionOf(request.Requeue), request.Receipt, request.DelaySeconds ?? 0, reason);
    }

    /// <summary>Extends the visibility timeout of a message.</summary>
    public async Task ExtendAsync(HttpContext context)
    {
        var request = await JsonBody.ReadAsync(context, GatewayJson.Default.ExtendRequest);
        if (request.VisibilityTimeoutSeconds is < 1 or > MaxDelaySeconds)
        {
            throw new ApiProblemException(ApiProblem.Invalid("visibility_timeout_seconds", FieldError.Number(1, QueueLimits.MaxVisibilityTimeoutSeconds)));
        }

        await OneAsync(context, SettleAction.Extend, request.Receipt, request.VisibilityTimeoutSeconds, null);
    }

    /// <summary>Acknowledges several messages.</summary>
    public async Task AckManyAsync(HttpContext context)
    {
        var request = await JsonBody.ReadAsync(context, GatewayJson.Default.AckManyRequest);
        await ManyAsync(context, SettleAction.Ack, request.Messages, 0, null);
    }

    /// <summary>Returns several messages to their queues, or fails them.</summary>
    public async Task NackManyAsync(HttpContext context)
    {
        var request = await JsonBody.ReadAsync(context, GatewayJson.Default.NackManyRequest);
        var reason = Check(request.DelaySeconds, request.Reason);
        await ManyAsync(context, ActionOf(request.Requeue), request.Messages, request.DelaySeconds ?? 0, reason);
    }

    private static SettleAction ActionOf(bool? requeue) => requeue == false ? SettleAction.Fail : SettleAction.Requeue;

    private static bool HasBody(HttpRequest request) => request.ContentLength is > 0 || (request.ContentLength is null && request.ContentType is not null);

    /// <summary>Validates the delay, in seconds, and the reason of a return.</summary>
    /// <returns>The reason in its normal form.</returns>
    private static string? Check(int? delay, string? reason)
    {
        var errors = new FieldErrors();
        if (delay is < 0 or > MaxDelaySeconds)
        {
            errors.Add("delay_seconds", FieldError.Number(0, MaxDelaySeconds));
        }

        var normal = Reasons.Read(reason, "reason", errors);
        errors.ThrowIfAny();
        return normal;
    }

    private async Task OneAsync(HttpContext context, SettleAction action, string? receipt, int seconds, string? reason)
    {
        if (!long.TryParse(context.Request.RouteValues["message_id"] as string, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            await CallProblems.OfMessage(CallOutcome.NotFound).ExecuteAsync(context);
            return;
        }

        receipt ??= context.Request.Query["receipt"] is [{ } given] ? given : null;
        var answer = await groups.Settlements.SendAsync(new SettleBrokerCall(CallOf(context, action, [Delivery(id, receipt)], seconds, reason)));
        var outcome = answer.Value?.Outcomes[0] ?? CallOutcome.Unavailable;
        if (answer.Problem is not null || outcome != CallOutcome.Done)
        {
            await (answer.Problem ?? CallProblems.OfMessage(outcome)).ExecuteAsync(context);
            return;
        }

        var status = action switch
        {
            SettleAction.Ack => "processed",
            SettleAction.Extend => "processing",
            SettleAction.Requeue when answer.Value!.Failed.Count == 0 => "pending",
            _ => "failed",
        };
        await JsonAnswer.SendAsync(context, StatusCodes.Status200OK, (id, status, answer.Value!.VisibleAt?.ToDateTimeOffset()), static (json, settled) =>
        {
            json.WriteStartObject();
            json.WriteNumber("id"u8, settled.id);
            json.WriteString("status"u8, settled.status);
            if (settled.Item3 is { } visible)
            {
                json.WriteString("visible_at"u8, visible);
            }

            json.WriteEndObject();
        });
    }

    private async Task ManyAsync(HttpContext context, SettleAction action, IReadOnlyList<DeliveryReference> messages, int seconds, string? reason)
    {
        if (messages.Count is 0 or > MaxMessages)
        {
            throw new ApiProblemException(ApiProblem.Invalid("messages", FieldError.Items(1, MaxMessages, "A call has 1 to 1,000 messages.")));
        }

        var deliveries = new DeliveryToSettle[messages.Count];
        for (var i = 0; i < deliveries.Length; i++)
        {
            if (messages[i] is not { } message)
            {
                throw new ApiProblemException(ApiProblem.Malformed(FormattableString.Invariant($"messages[{i}]"), FieldError.NotNull));
            }

            deliveries[i] = Delivery(message.Id, message.Receipt);
        }

        var answer = await groups.Settlements.SendAsync(new SettleBrokerCall(CallOf(context, action, deliveries, seconds, reason)));
        if (answer.Problem is { } problem)
        {
            await problem.ExecuteAsync(context);
            return;
        }

        await JsonAnswer.SendAsync(context, StatusCodes.Status200OK, (deliveries, answer.Value!.Outcomes), static (json, settled) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("results"u8);
            for (var i = 0; i < settled.deliveries.Length; i++)
            {
                json.WriteStartObject();
                json.WriteNumber("id"u8, settled.deliveries[i].Id);
                if (settled.Outcomes[i] == CallOutcome.Done)
                {
                    json.WriteNumber("status"u8, StatusCodes.Status200OK);
                }
                else
                {
                    var fault = CallProblems.OfMessage(settled.Outcomes[i]);
                    json.WriteNumber("status"u8, fault.Status);
                    json.WriteString("code"u8, fault.Code);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static SettleCall CallOf(HttpContext context, SettleAction action, IReadOnlyList<DeliveryToSettle> deliveries, int seconds, string? reason)
    {
        var call = new SettleCall { Actor = context.Caller().Actor, Action = action, Deliveries = { deliveries }, Seconds = seconds };
        if (reason is not null)
        {
            call.Reason = reason;
        }

        return call;
    }

    private static DeliveryToSettle Delivery(long id, string? receipt)
    {
        var delivery = new DeliveryToSettle { Id = id };
        if (receipt is not null)
        {
            delivery.Receipt = receipt;
        }

        return delivery;
    }
}
