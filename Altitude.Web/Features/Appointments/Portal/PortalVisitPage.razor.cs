using System.Globalization;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Appointments;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Appointments.Portal;

/// <summary>One visit: when, who and where, to be confirmed or asked to be at another time.</summary>
public sealed partial class PortalVisitPage
{
    private const string MachineTime = "yyyy-MM-ddTHH:mm:ssZ";

    [Parameter]
    public Guid Id { get; set; }

    [SupplyParameterFromForm(FormName = "confirm")]
    public ConfirmForm? Agreed { get; set; }

    [SupplyParameterFromForm(FormName = "another-time")]
    public AnotherTimeForm? Another { get; set; }

    [Inject]
    public required PortalVisitQuery Query { get; init; }

    [Inject]
    public required ConfirmVisit Confirm { get; init; }

    [Inject]
    public required RequestAnotherTime Ask { get; init; }

    private AppointmentTexts Texts => new(Company.Culture);
    private VisitWords Words => new(Company, View.ZoneId);

    private PortalVisit View { get; set; } = null!; // Drawn only where it was found.

    private Id<Appointment> VisitId => new(Id);
    private string Address => $"{Home}/appointments/{Id}";
    private string Title => IsShown ? Texts.TitleOf(View.Title, Company.Name) : Company.Name;
    private string When => Words.Span(View.StartsAt, View.EndsAt, View.Now);
    private string People => Words.People(View.Technicians);
    private string Whoever => View.Technicians is [var lead, ..] ? lead : Texts.OurTechnician;

    /// <summary>What is to be said of where it stands; empty: the page says it by what can be done.</summary>
    private string Standing =>
        View.State switch
        {
            AppointmentState.Cancelled when View.CancelReason.Length > 0 => Texts.CancelledBecause(View.CancelReason),
            AppointmentState.Cancelled => Texts.VisitCancelled,
            AppointmentState.Done => Texts.VisitDone,
            AppointmentState.NoShow => Texts.VisitMissed(Company.Name),
            AppointmentState.OnMyWay => Texts.OnTheWayNow(Whoever),
            _ when View.Now >= View.EndsAt => Texts.EarlierTime,
            AppointmentState.Confirmed => Texts.ConfirmedSince(Whoever),
            _ when !View.MayConfirm => Texts.InvoicesOnly,
            _ => "",
        };

    private IEnumerable<Day> Days => View.Free.GroupBy(s => Words.Day(s, View.Now)).Select(day => new Day(day.Key, [.. day]));

    private string AgreedKey => KeyOf(Agreed?.Key);
    private string AnotherKey => KeyOf(Another?.Key);
    private string WordsId => $"words-{View.Id}";
    private string TimesId => $"times-{View.Id}";

    private bool IsAsking => Refused is not null && (Another?.Words is not null || Another?.Start is not null);
    private bool IsTimeWrong => IsAsking && Refused?.Rule is AppointmentRules.Taken or AppointmentRules.Wish;
    private bool IsWordsWrong => IsAsking && Refused?.Rule == AppointmentRules.Words;

    /// <summary>What was written into a form that can no longer be sent.</summary>
    private string? KeptWords => Refused is not null && !View.MayAsk ? Another?.Words : null;

    /// <summary>Where the error summary leads.</summary>
    private string? Mend =>
        !View.MayAsk || !IsAsking ? null
        : IsTimeWrong && View.Free.Count > 0 ? Components.Here.At(Context, TimesId)
        : Components.Here.At(Context, WordsId);

    protected override async Task LoadAsync()
    {
        Agreed ??= new ConfirmForm();
        Another ??= new AnotherTimeForm();
        if (await Query.RunAsync(Reader, VisitId, Aborted) is { } found)
        {
            View = found;
            return;
        }

        NotThere();
    }

    private Task ConfirmAsync() =>
        Agreed is { } form
            ? DecideAsync(() =>
                Confirm.RunAsync(Visitor, VisitId, Instant(form.Shown) ?? default, RequestKey.From(form.Key, "confirm-visit"), Aborted)
            )
            : Task.CompletedTask;

    private Task AskAsync() =>
        Another is { } form
            ? DecideAsync(() =>
                Ask.RunAsync(Visitor, VisitId, Wished(form.Start), form.Words ?? "", RequestKey.From(form.Key, "request-another-time"), Aborted)
            )
            : Task.CompletedTask;

    private async Task DecideAsync(Func<Task> decide)
    {
        if (await TryAsync(decide))
        {
            GoOn(Address);
        }
        else if (IsSignedIn)
        {
            await LoadAsync(); // What is true now.
        }
    }

    private string Asked(TimeWish wish) =>
        wish.Starts.Count == 0 ? Texts.AskedInWords : Texts.AskedFor(string.Join(", ", wish.Starts.Select(s => Words.When(s, View.Now))));

    private bool IsChosen(DateTimeOffset slot) => Another?.Start is { } start && Instant(start) == slot;

    private static string IdOf(DateTimeOffset slot) => $"slot-{slot.ToUnixTimeSeconds()}";

    private static string Machine(DateTimeOffset at) => at.UtcDateTime.ToString(MachineTime, CultureInfo.InvariantCulture);

    /// <summary>What is no time stands for one that is offered to nobody.</summary>
    private static DateTimeOffset[] Wished(string? start) => string.IsNullOrEmpty(start) ? [] : [Instant(start) ?? default];

    private static DateTimeOffset? Instant(string? written) =>
        DateTimeOffset.TryParseExact(written, MachineTime, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    private static string KeyOf(string? sent) => sent is { Length: 36 } key ? key : Guid.CreateVersion7().ToString();

    private sealed record Day(string Name, IReadOnlyList<DateTimeOffset> Starts);

    /// <summary>The confirmation as it was sent: texts only, whatever they hold.</summary>
    public sealed class ConfirmForm
    {
        public string? Key { get; set; }
        public string? Shown { get; set; }
    }

    /// <summary>The wish for another time as it was sent.</summary>
    public sealed class AnotherTimeForm
    {
        public string? Key { get; set; }
        public string? Start { get; set; }
        public string? Words { get; set; }
    }
}
