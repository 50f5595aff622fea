namespace Platform.Contracts.PublicApi;

/// <summary>Describes an objective and what is left of its error budget. Figures are of the last 30 days, and null where nothing is recorded.</summary>
/// <param name="Name">The name, as in <c>deploy/slo.yaml</c>.</param>
/// <param name="Service">The service that it is about.</param>
/// <param name="Titles">What it promises, by language.</param>
/// <param name="Target">The share of good events that it promises.</param>
/// <param name="State"><c>no_data</c>, <c>ok</c>, <c>low</c> (less than a quarter is left), <c>burning</c> (used up too fast) or <c>spent</c>.</param>
/// <param name="BudgetRemaining">The share of the budget that is left; negative where more was used.</param>
/// <param name="BudgetUsed">The share of the budget that was used.</param>
/// <param name="Events">How many events there were.</param>
/// <param name="BadEvents">How many of them were bad.</param>
/// <param name="BurnRate">How many times as fast as allowed the budget was used in the last hour.</param>
/// <param name="GoodShare">The share of good events: its uptime by requests.</param>
/// <param name="ProbeUptime">The share of time in which probes of the service came through: its uptime by probe.</param>
public sealed record ObjectiveResponse(
    string Name,
    string Service,
    IReadOnlyDictionary<string, string> Titles,
    double Target,
    string State,
    double? BudgetRemaining,
    double? BudgetUsed,
    double? Events,
    double? BadEvents,
    double? BurnRate,
    double? GoodShare,
    double? ProbeUptime);

/// <summary>Describes an objective with what used its budget up and what is to be expected.</summary>
/// <param name="Objective">The objective.</param>
/// <param name="BurnRates">How fast the budget is used, over each window that an alert looks at.</param>
/// <param name="CostliestPeriods">The stretches of five minutes that cost most, ten at most, the costliest first.</param>
/// <param name="Causes">The causes that cost most, ten at most, the costliest first.</param>
/// <param name="History">What was left of the budget, over the last 30 days.</param>
/// <param name="Month">The calendar month so far and what is to be expected of it; null where nothing is recorded.</param>
public sealed record ObjectiveDetailResponse(
    ObjectiveResponse Objective,
    IReadOnlyList<BurnRateResponse> BurnRates,
    IReadOnlyList<BudgetPeriodResponse> CostliestPeriods,
    IReadOnlyList<BudgetCauseResponse> Causes,
    IReadOnlyList<BudgetMomentResponse> History,
    BudgetMonthResponse? Month);

/// <summary>Says how fast a budget is used.</summary>
/// <param name="Window">The window, such as <c>1h</c>.</param>
/// <param name="Rate">How many times as fast as allowed; null where there were no events.</param>
/// <param name="Limit">Above which rate an alert fires.</param>
/// <param name="Severity">The severity of that alert: <c>critical</c> or <c>warning</c>.</param>
public sealed record BurnRateResponse(string Window, double? Rate, double Limit, string Severity);

/// <summary>Describes a stretch of time that used a budget up.</summary>
/// <param name="From">Its beginning, UTC.</param>
/// <param name="To">Its end, UTC.</param>
/// <param name="BadEvents">How many bad events there were in it.</param>
/// <param name="BudgetShare">The share of the budget of 30 days that they used.</param>
public sealed record BudgetPeriodResponse(DateTimeOffset From, DateTimeOffset To, double BadEvents, double BudgetShare);

/// <summary>Describes a cause that used a budget up.</summary>
/// <param name="Labels">The labels by which it is told apart.</param>
/// <param name="BadEvents">How many bad events it had in 30 days.</param>
/// <param name="BudgetShare">The share of the budget of 30 days that they used.</param>
public sealed record BudgetCauseResponse(IReadOnlyDictionary<string, string> Labels, double BadEvents, double BudgetShare);

/// <summary>Says what was left of a budget at a moment.</summary>
/// <param name="At">The moment, UTC.</param>
/// <param name="Remaining">The share that was left.</param>
public sealed record BudgetMomentResponse(DateTimeOffset At, double Remaining);

/// <summary>Describes a calendar month in the reader's time zone. Its budget is a share of the events that are expected until its end.</summary>
/// <param name="From">Its beginning, UTC.</param>
/// <param name="To">Its end, UTC.</param>
/// <param name="BudgetUsed">The share of its budget that is used so far.</param>
/// <param name="BudgetUsedAtEnd">The share that will be used if the rest of the month goes as the last seven days.</param>
/// <param name="SpentAt">When the budget will be spent then; null if not in this month. In the past where it is already.</param>
public sealed record BudgetMonthResponse(DateTimeOffset From, DateTimeOffset To, double BudgetUsed, double BudgetUsedAtEnd, DateTimeOffset? SpentAt);
