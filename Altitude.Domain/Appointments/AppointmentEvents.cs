using System.Globalization;
using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Appointments;

/// <summary>A visit was agreed, changed, or came to another state.</summary>
public sealed record AppointmentChanged : DomainEvent
{
    public AppointmentChanged(string kind, Appointment appointment)
        : base(kind, appointment.Id.Value) =>
        (Title, Local, Customer, Job) = (appointment.Title, appointment.LocalStart, appointment.CustomerId.Value, appointment.JobId.Value);

    public string Title { get; }

    /// <summary>When it is now, on its wall clock.</summary>
    public DateTime Local { get; }

    /// <summary>When it was before, on its wall clock; null: that did not change.</summary>
    public DateTime? From { get; init; }

    /// <summary>Which customer contact did it; null: somebody of the company.</summary>
    public string? By { get; init; }

    /// <summary>Why, or what was asked for, in words.</summary>
    public string? Text { get; init; }

    public override IReadOnlyDictionary<string, string> Details
    {
        get
        {
            var details = new Dictionary<string, string> { ["title"] = Title, ["local"] = Written(Local) };
            Put("from", From is { } from ? Written(from) : null);
            Put("by", By);
            Put("text", Text);
            return details;

            void Put(string key, string? value)
            {
                if (!string.IsNullOrEmpty(value))
                {
                    details[key] = value;
                }
            }
        }
    }

    private static string Written(DateTime local) => local.ToString("s", CultureInfo.InvariantCulture);
}

/// <summary>The customer is told how a visit stands now; the mails follow from this line.</summary>
public sealed record AppointmentTold : DomainEvent
{
    public const string Name = "appointment.told";

    public AppointmentTold(Appointment appointment, VisitNotice notice)
        : base(Name, appointment.Id.Value)
    {
        (Notice, Customer, Job) = (notice, appointment.CustomerId.Value, appointment.JobId.Value);
        (Title, StartsAt, Arrival) = (appointment.Title, appointment.StartsAt, appointment.Arrival);
    }

    public VisitNotice Notice { get; }
    public string Title { get; }

    /// <summary>UTC.</summary>
    public DateTimeOffset StartsAt { get; }
    public TimeWindow Arrival { get; }

    public override IReadOnlyDictionary<string, string> Details
    {
        get
        {
            var details = new Dictionary<string, string>
            {
                ["what"] = Notice.Kind.ToString(),
                ["title"] = Title,
                ["starts"] = StartsAt.ToString("O", CultureInfo.InvariantCulture),
                ["arrival"] = Written(Arrival),
            };
            if (Notice.From is { } from)
            {
                details["from"] = from.StartsAt.ToString("O", CultureInfo.InvariantCulture);
                details["fromArrival"] = Written(from.Arrival);
            }

            if (Notice.Words.Length > 0)
            {
                details["text"] = Notice.Words;
            }

            if (Notice.Further > 0)
            {
                details["further"] = Notice.Further.ToString(CultureInfo.InvariantCulture);
            }

            return details;
        }
    }

    private static string Written(TimeWindow window) => string.Create(CultureInfo.InvariantCulture, $"{window.From:HH\\:mm}-{window.Until:HH\\:mm}");
}

/// <summary>The customer is reminded of a visit that is ahead; the mails follow from this line.</summary>
public sealed record AppointmentReminded : DomainEvent
{
    public const string Name = "appointment.reminded";

    public AppointmentReminded(Appointment appointment)
        : base(Name, appointment.Id.Value) =>
        (Title, Local, StartsAt, Customer, Job) = (
            appointment.Title,
            appointment.LocalStart,
            appointment.StartsAt,
            appointment.CustomerId.Value,
            appointment.JobId.Value
        );

    public string Title { get; }

    /// <summary>On its wall clock.</summary>
    public DateTime Local { get; }

    /// <summary>UTC.</summary>
    public DateTimeOffset StartsAt { get; }

    public override IReadOnlyDictionary<string, string> Details =>
        new Dictionary<string, string>
        {
            ["title"] = Title,
            ["local"] = Local.ToString("s", CultureInfo.InvariantCulture),
            ["starts"] = StartsAt.ToString("O", CultureInfo.InvariantCulture),
        };
}
