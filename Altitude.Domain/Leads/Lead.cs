using Altitude.Domain.Customers;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Leads;

/// <summary>Somebody asked for work, by the company's request form. The office turns it into a customer's job, or says why nothing came of it.</summary>
public sealed class Lead : Entity, IWorkspaceOwned
{
    public const int MostPhotos = 5;

    private readonly List<LeadPhoto> _photos = [];

    private Lead() { }

    public Id<Lead> Id { get; private init; }
    public Id<Workspace> WorkspaceId { get; private init; }

    /// <summary>As people say it: "REQ-1001".</summary>
    public string Number { get; private init; } = "";
    public string Name { get; private init; } = "";

    /// <summary>Small letters; empty: they left a phone number alone.</summary>
    public string Email { get; private init; } = "";

    /// <summary>As it was typed; empty: they left an e-mail address alone.</summary>
    public string Phone { get; private init; } = "";

    /// <summary>The same in E.164, "+13035550142"; empty: it is none, or cannot be told.</summary>
    public string PhoneE164 { get; private init; } = "";
    public string Address { get; private init; } = "";

    /// <summary>In a few words: "AC blows warm air".</summary>
    public string Service { get; private init; } = "";
    public string Text { get; private init; } = "";

    /// <summary>In the person's words.</summary>
    public string PreferredTimes { get; private init; } = "";
    public LeadSource Source { get; private init; } = LeadSource.Unknown;

    /// <summary>UTC.</summary>
    public DateTimeOffset ReceivedAt { get; private init; }
    public LeadState State { get; private set; } = LeadState.Open;

    /// <summary>When to come back to it; null: no day was set.</summary>
    public DateOnly? FollowUpOn { get; private set; }
    public string FollowUpNote { get; private set; } = "";

    /// <summary>Why nothing came of it; empty unless lost.</summary>
    public string LostReason { get; private set; } = "";

    /// <summary>Whom it turned out to be; null until it became a job, unless they asked while signed in.</summary>
    public Id<Customer>? CustomerId { get; private set; }
    public Id<Job>? JobId { get; private set; }

    /// <summary>The contact who asked while signed in to the portal; null: it came by the public form, and nobody has shown who they are.</summary>
    public Id<Contact>? AskedBy { get; private init; }

    /// <summary>Which of their places they chose; null: none, or it came by the public form.</summary>
    public Id<ServiceLocation>? LocationId { get; private init; }

    public IReadOnlyList<LeadPhoto> Photos => _photos;

    /// <exception cref="RuleViolation">Something that is needed is missing, or cannot be used.</exception>
    public static Lead Receive(Id<Lead> id, Id<Workspace> workspace, string number, LeadRequest wanted, string phoneE164, DateTimeOffset now)
    {
        wanted.Require();
        var lead = new Lead
        {
            Id = id,
            WorkspaceId = workspace,
            Number = number,
            Name = wanted.Name.Trim(),
            Email = wanted.Email.Trim().Length == 0 ? "" : EmailAddress.Normalise(wanted.Email),
            Phone = wanted.Phone.Trim(),
            PhoneE164 = phoneE164,
            Address = wanted.Address.Trim(),
            Service = wanted.Service.Trim(),
            Text = wanted.Text.Trim(),
            PreferredTimes = wanted.PreferredTimes.Trim(),
            Source = wanted.Source,
            ReceivedAt = now,
        };
        lead.Raise(new LeadChanged("lead.received", lead) { Service = lead.Service });
        return lead;
    }

    /// <summary>A customer who is signed in to the portal asks for more work: who they are is known.</summary>
    /// <param name="place">One of the customer's; null: none was chosen.</param>
    /// <exception cref="RuleViolation">Something that is needed is missing, or the place is another's.</exception>
    public static Lead Ask(
        Id<Lead> id,
        Contact contact,
        ServiceLocation? place,
        string number,
        string service,
        string text,
        string preferredTimes,
        DateTimeOffset now
    )
    {
        RuleViolation.Unless(
            place is null || (place.CustomerId == contact.CustomerId && place.RemovedAt is null),
            LeadRules.Address,
            "Choose one of your own places."
        );
        RuleViolation.Unless(PlainText.IsFilled(service, 200), LeadRules.Service, "Say in a few words what you need.");
        RuleViolation.Unless(PlainText.Fits(text, 4000), LeadRules.Text, "Tell us in at most 4,000 characters.");
        RuleViolation.Unless(PlainText.Fits(preferredTimes, 400), LeadRules.Times, "Say in at most 400 characters when it suits you.");
        var lead = new Lead
        {
            Id = id,
            WorkspaceId = contact.WorkspaceId,
            Number = number,
            Name = contact.Name,
            Email = contact.Email,
            Phone = contact.Phone,
            PhoneE164 = contact.PhoneE164,
            Address = place?.Address ?? "",
            Service = service.Trim(),
            Text = text.Trim(),
            PreferredTimes = preferredTimes.Trim(),
            Source = LeadSource.Unknown,
            ReceivedAt = now,
            AskedBy = contact.Id,
            CustomerId = contact.CustomerId,
            LocationId = place?.Id,
        };
        lead.Raise(new LeadChanged("lead.received", lead) { Service = lead.Service });
        return lead;
    }

    /// <summary>A picture that came with the request. It belongs to the lead from its first moment and is never changed.</summary>
    /// <exception cref="RuleViolation">There are enough.</exception>
    public LeadPhoto Attach(Id<LeadPhoto> id, byte[] content, int width, int height)
    {
        RuleViolation.Unless(_photos.Count < MostPhotos, LeadRules.Photos, $"Send at most {MostPhotos} photos.");
        var photo = new LeadPhoto(id, WorkspaceId, Id, _photos.Count + 1, content, width, height);
        _photos.Add(photo);
        return photo;
    }

    /// <param name="day">Null: no day any more.</param>
    /// <exception cref="RuleViolation">It is closed, or the note is too long.</exception>
    public void FollowUp(DateOnly? day, string note)
    {
        RequireOpen();
        RuleViolation.Unless(PlainText.Fits(note, 1000), LeadRules.Note, "A note has at most 1,000 characters.");
        (FollowUpOn, FollowUpNote) = (day, note.Trim());
        Raise(new LeadChanged("lead.follow-up", this) { Day = day });
    }

    /// <exception cref="RuleViolation">It is closed, or no reason was given.</exception>
    public void Lose(string reason)
    {
        RequireOpen();
        RuleViolation.Unless(PlainText.IsFilled(reason, 400), LeadRules.Reason, "Say in a few words why nothing came of it.");
        (State, LostReason) = (LeadState.Lost, reason.Trim());
        Raise(new LeadChanged("lead.lost", this) { Reason = LostReason });
    }

    /// <summary>They came back after all.</summary>
    /// <exception cref="RuleViolation">It is not lost.</exception>
    public void Reopen()
    {
        RuleViolation.Unless(State == LeadState.Lost, LeadRules.NotLost, "Only a request that was lost can be opened again.");
        (State, LostReason) = (LeadState.Open, "");
        Raise(new LeadChanged("lead.reopened", this));
    }

    /// <summary>It is a customer's job now.</summary>
    /// <exception cref="RuleViolation">It is closed.</exception>
    public void Become(Job job)
    {
        RequireOpen();
        (State, CustomerId, JobId) = (LeadState.Converted, job.CustomerId, job.Id);
        Raise(new LeadChanged("lead.converted", this) { JobNumber = job.Number });
    }

    private void RequireOpen() =>
        RuleViolation.Unless(
            State == LeadState.Open,
            LeadRules.Closed,
            State == LeadState.Converted
                ? "This request is a job already. Load the page again."
                : "This request was marked as lost. Open it again first."
        );
}

/// <summary>What became of a lead.</summary>
public enum LeadState
{
    Open,

    /// <summary>It is a job.</summary>
    Converted,

    /// <summary>Nothing came of it.</summary>
    Lost,
}

/// <summary>What somebody wrote into the request form.</summary>
public sealed record LeadRequest(
    string Name,
    string Email,
    string Phone,
    string Address,
    string Service,
    string Text,
    string PreferredTimes,
    LeadSource Source
)
{
    /// <exception cref="RuleViolation">The first thing that is missing or cannot be used.</exception>
    public void Require()
    {
        if (Problems() is [var first, ..])
        {
            throw first;
        }
    }

    /// <summary>Everything that is missing or cannot be used, in the order of the form.</summary>
    public IReadOnlyList<RuleViolation> Problems()
    {
        List<RuleViolation> found = [];
        Unless(PlainText.IsFilled(Name, 200), LeadRules.Name, "Write your name, at most 200 characters.");
        if (Email.Trim().Length == 0)
        {
            Unless(Phone.Trim().Length > 0, LeadRules.Reach, "Write an e-mail address or a phone number, so that we can answer.");
        }
        else
        {
            try
            {
                EmailAddress.Normalise(Email);
            }
            catch (RuleViolation unusable)
            {
                found.Add(new RuleViolation(LeadRules.Email, unusable.Message));
            }
        }

        Unless(
            PlainText.Fits(Phone, 40) && (Phone.Trim().Length == 0 || Phone.Count(char.IsAsciiDigit) >= 5),
            LeadRules.Phone,
            "Write a phone number, such as 303 555 0142."
        );
        Unless(PlainText.Fits(Address, 400), LeadRules.Address, "An address has at most 400 characters.");
        Unless(PlainText.IsFilled(Service, 200), LeadRules.Service, "Say in a few words what you need.");
        Unless(PlainText.Fits(Text, 4000), LeadRules.Text, "Tell us in at most 4,000 characters.");
        Unless(PlainText.Fits(PreferredTimes, 400), LeadRules.Times, "Say in at most 400 characters when it suits you.");
        return found;

        void Unless(bool isFine, string rule, string message)
        {
            if (!isFine)
            {
                found.Add(new RuleViolation(rule, message));
            }
        }
    }
}

/// <summary>Where somebody came from, as far as their browser said; texts of strangers, cut to length.</summary>
/// <param name="Referrer">The page that led here, without its query.</param>
/// <param name="Campaign">Of the utm_ parameters.</param>
public sealed record LeadSource(string Referrer, string Source, string Medium, string Campaign, string Term, string Content)
{
    public const int Longest = 200;
    public static readonly LeadSource Unknown = new("", "", "", "", "", "");

    public bool IsKnown => this != Unknown;

    /// <summary>Of texts as a stranger's browser sent them: what is no text is left out, what is too long is cut.</summary>
    public static LeadSource Of(string referrer, string source, string medium, string campaign, string term, string content) =>
        new(Cut(referrer), Cut(source), Cut(medium), Cut(campaign), Cut(term), Cut(content));

    private static string Cut(string text)
    {
        var whole = PlainText.IsWhole(text) ? text.Trim() : "";
        return whole.Length <= Longest ? whole
            : char.IsHighSurrogate(whole[Longest - 1]) ? whole[..(Longest - 1)]
            : whole[..Longest];
    }
}

/// <summary>A picture that came with a request, as it was encoded anew.</summary>
public sealed class LeadPhoto : IWorkspaceOwned
{
    private LeadPhoto() { }

    internal LeadPhoto(Id<LeadPhoto> id, Id<Workspace> workspace, Id<Lead> lead, int position, byte[] content, int width, int height) =>
        (Id, WorkspaceId, LeadId, Position, Content, Width, Height) = (id, workspace, lead, position, content, width, height);

    public Id<LeadPhoto> Id { get; private init; }
    public Id<Workspace> WorkspaceId { get; private init; }
    public Id<Lead> LeadId { get; private init; }

    /// <summary>1 for the first.</summary>
    public int Position { get; private init; }

    /// <summary>JPEG.</summary>
    public byte[] Content { get; private init; } = [];
    public int Width { get; private init; }
    public int Height { get; private init; }
}

/// <summary>Rule codes of leads.</summary>
public static class LeadRules
{
    public const string Missing = "lead.missing";
    public const string Name = "lead.name";
    public const string Reach = "lead.reach";
    public const string Email = "lead.email";
    public const string Phone = "lead.phone";
    public const string Address = "lead.address";
    public const string Service = "lead.service";
    public const string Text = "lead.text";
    public const string Times = "lead.times";
    public const string Photos = "lead.photos";
    public const string Photo = "lead.photo";
    public const string Note = "lead.note";
    public const string Reason = "lead.reason";
    public const string Customer = "lead.customer";
    public const string NotYours = "lead.not-yours";
    public const string Closed = "lead.closed";
    public const string NotLost = "lead.not-lost";
}

/// <summary>A lead came, was looked after, or was closed.</summary>
public sealed record LeadChanged : DomainEvent
{
    public LeadChanged(string kind, Lead lead)
        : base(kind, lead.Id.Value) => (Number, Name, Customer, Job) = (lead.Number, lead.Name, lead.CustomerId?.Value, lead.JobId?.Value);

    public string Number { get; }
    public string Name { get; }
    public string? Service { get; init; }
    public DateOnly? Day { get; init; }
    public string? Reason { get; init; }
    public string? JobNumber { get; init; }

    public override IReadOnlyDictionary<string, string> Details
    {
        get
        {
            var details = new Dictionary<string, string> { ["number"] = Number, ["name"] = Name };
            Put("service", Service);
            Put("day", Day?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
            Put("reason", Reason);
            Put("job", JobNumber);
            return details;

            void Put(string key, string? value)
            {
                if (value is not null)
                {
                    details[key] = value;
                }
            }
        }
    }
}
