using Altitude.Domain.Customers;
using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Jobs;

/// <summary>One piece of work for one customer, from the first call to the last payment.</summary>
public sealed class Job : Entity, IWorkspaceOwned
{
    public const int MostItems = 60;
    public const int MostNotes = 300;
    public const int MostTags = 12;

    private readonly List<ChecklistItem> _checklist = [];
    private readonly List<JobNote> _notes = [];
    private readonly List<JobTag> _tags = [];

    private Job() { }

    public Id<Job> Id { get; private init; }
    public Id<Workspace> WorkspaceId { get; private init; }
    public Id<Customer> CustomerId { get; private init; }
    public Id<ServiceLocation>? LocationId { get; private set; }

    /// <summary>As people say it: "JOB-1001".</summary>
    public string Number { get; private init; } = "";
    public string Title { get; private set; } = "";

    /// <summary>Who of the company answers for it; null: nobody yet.</summary>
    public Id<StaffMember>? AssigneeId { get; private set; }
    public JobStage Stage { get; private set; } = JobStage.Lead;

    /// <summary>Why it left the board; null while it is on it.</summary>
    public JobEnd? End { get; private set; }

    /// <summary>In the words of whoever closed it; empty while it is on the board.</summary>
    public string EndReason { get; private set; } = "";

    /// <summary>UTC.</summary>
    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>UTC; when it came to its present stage.</summary>
    public DateTimeOffset StagedAt { get; private set; }

    /// <summary>What is to be done, in no order of its own: <see cref="ChecklistItem.Position"/>; those that were removed, too.</summary>
    public IReadOnlyList<ChecklistItem> Checklist => _checklist;

    /// <summary>What staff tell each other; those that were removed, too.</summary>
    public IReadOnlyList<JobNote> Notes => _notes;
    public IReadOnlyList<JobTag> Tags => _tags;

    /// <exception cref="RuleViolation">No title.</exception>
    public static Job Open(
        Id<Job> id,
        Id<Workspace> workspace,
        Id<Customer> customer,
        Id<ServiceLocation>? location,
        string number,
        string title,
        Id<StaffMember>? assignee,
        DateTimeOffset now
    )
    {
        RuleViolation.Unless(PlainText.IsFilled(title, 200), JobRules.Title, "Say in a few words what the job is about.");
        var job = new Job
        {
            Id = id,
            WorkspaceId = workspace,
            CustomerId = customer,
            LocationId = location,
            Number = number,
            Title = title.Trim(),
            AssigneeId = assignee,
            CreatedAt = now,
            StagedAt = now,
        };
        job.Raise(new JobOpened(id, customer, number, job.Title));
        return job;
    }

    /// <summary>Moves to the furthest stage that is true. Called in the transaction that changed a fact.</summary>
    public void Restage(JobFacts facts, DateTimeOffset now)
    {
        var stage = facts.Stage;
        if (stage == Stage)
        {
            return;
        }

        var from = Stage;
        (Stage, StagedAt) = (stage, now);
        Raise(new JobMoved(Id, CustomerId, Number, from, stage));
    }

    public void Assign(Id<StaffMember>? staff, string? name)
    {
        AssigneeId = staff;
        Raise(new JobAssigned(Id, CustomerId, name) { Number = Number, Staff = staff });
    }

    /// <exception cref="RuleViolation">No title.</exception>
    public void Rename(string title)
    {
        RuleViolation.Unless(PlainText.IsFilled(title, 200), JobRules.Title, "Say in a few words what the job is about.");
        if (title.Trim() != Title)
        {
            var before = Title;
            Title = title.Trim();
            Raise(
                new JobChanged("job.renamed", this)
                {
                    Customer = CustomerId.Value,
                    What = Title,
                    Before = before,
                }
            );
        }
    }

    /// <param name="place">One of its customer's; null: not known.</param>
    /// <exception cref="RuleViolation">The place is another customer's, or was removed.</exception>
    public void ChangePlace(ServiceLocation? place)
    {
        RuleViolation.Unless(
            place is null || (place.CustomerId == CustomerId && place.RemovedAt is null),
            CustomerRules.Address,
            "That place belongs to another customer. Choose one of this customer's."
        );
        if (LocationId != place?.Id)
        {
            LocationId = place?.Id;
            Raise(new JobChanged("job.place-changed", this) { Customer = CustomerId.Value, What = place?.Address ?? "" });
        }
    }

    /// <summary>Leaves the board for good reason: lost or cancelled.</summary>
    /// <exception cref="RuleViolation">It has left already, or no reason was given.</exception>
    public void Close(JobEnd end, string reason)
    {
        RuleViolation.Unless(End is null, JobRules.Ended, "This job has already left the board.");
        RuleViolation.Unless(PlainText.IsFilled(reason, 400), JobRules.Reason, "Say in a few words why, at most 400 characters.");
        (End, EndReason) = (end, reason.Trim());
        Raise(new JobEnded(Id, CustomerId, end, EndReason));
    }

    /// <summary>It goes on after all, where its records say that it stands.</summary>
    /// <exception cref="RuleViolation">It is on the board.</exception>
    public void Reopen()
    {
        RuleViolation.Unless(End is not null, JobRules.NotEnded, "This job is on the board already.");
        (End, EndReason) = (null, "");
        Raise(new JobChanged("job.reopened", this) { Customer = CustomerId.Value, What = Number });
    }

    /// <exception cref="RuleViolation">Nothing is written, or there are enough.</exception>
    public ChecklistItem AddItem(Id<ChecklistItem> id, string text)
    {
        ChecklistItem.RequireText(text);
        var standing = _checklist.Where(i => i.RemovedAt is null).ToArray();
        RuleViolation.Unless(standing.Length < MostItems, JobRules.TooMany, $"A checklist has at most {MostItems} items.");
        var item = new ChecklistItem(id, WorkspaceId, Id, standing.Select(i => i.Position).DefaultIfEmpty(0).Max() + 1, text.Trim());
        _checklist.Add(item);
        Raise(new JobChanged("checklist.added", this) { What = item.Text });
        return item;
    }

    /// <summary>Done, or not done after all; twice changes nothing.</summary>
    /// <exception cref="RuleViolation">There is no such item any more.</exception>
    public void Tick(Id<ChecklistItem> id, bool isDone, Id<StaffMember> by, DateTimeOffset now)
    {
        var item = ItemOf(id);
        if (item.IsDone != isDone)
        {
            item.Tick(isDone, by, now);
            Raise(new JobChanged(isDone ? "checklist.done" : "checklist.undone", this) { What = item.Text });
        }
    }

    /// <param name="place">Counted from 1; beyond the last means last.</param>
    /// <exception cref="RuleViolation">There is no such item any more.</exception>
    public void MoveItem(Id<ChecklistItem> id, int place)
    {
        var item = ItemOf(id);
        List<ChecklistItem> order = [.. _checklist.Where(i => i.RemovedAt is null && i.Id != id).OrderBy(i => i.Position)];
        order.Insert(Math.Clamp(place - 1, 0, order.Count), item);
        for (var n = 0; n < order.Count; n++)
        {
            order[n].Move(n + 1);
        }

        Raise(new JobChanged("checklist.moved", this) { What = item.Text });
    }

    /// <summary>Taken off the list, or brought back to where it stood; twice changes nothing.</summary>
    /// <exception cref="RuleViolation">There never was such an item, or there is no more room.</exception>
    public void RemoveItem(Id<ChecklistItem> id, bool isRemoved, DateTimeOffset now)
    {
        var item = _checklist.SingleOrDefault(i => i.Id == id) ?? throw new RuleViolation(JobRules.MissingItem, "There is no such item.");
        if (item.RemovedAt is null == isRemoved)
        {
            RuleViolation.Unless(
                isRemoved || _checklist.Count(i => i.RemovedAt is null) < MostItems,
                JobRules.TooMany,
                $"A checklist has at most {MostItems} items."
            );
            item.Remove(isRemoved ? now : null);
            Raise(new JobChanged(isRemoved ? "checklist.removed" : "checklist.restored", this) { What = item.Text });
        }
    }

    /// <summary>Staff tell each other something; the customer never sees it.</summary>
    /// <exception cref="RuleViolation">Nothing is written, it is too long, or there are enough.</exception>
    public JobNote WriteNote(Id<JobNote> id, string text, Id<StaffMember> author, string name, DateTimeOffset now)
    {
        JobNote.RequireText(text);
        RuleViolation.Unless(_notes.Count(n => n.RemovedAt is null) < MostNotes, JobRules.TooMany, $"A job has at most {MostNotes} notes.");
        var note = new JobNote(id, WorkspaceId, Id, text.Trim(), author, now);
        _notes.Add(note);
        Raise(new JobChanged("note.written", this) { By = name });
        return note;
    }

    /// <exception cref="RuleViolation">It is somebody else's, was removed, or nothing is written.</exception>
    public void EditNote(Id<JobNote> id, string text, Id<StaffMember> by, string name, DateTimeOffset now)
    {
        JobNote.RequireText(text);
        var note = NoteOf(id);
        RuleViolation.Unless(note.AuthorId == by && note.RemovedAt is null, JobRules.OthersNote, "Only whoever wrote a note can change it.");
        if (note.Text != text.Trim())
        {
            note.Edit(text.Trim(), now);
            Raise(new JobChanged("note.edited", this) { By = name });
        }
    }

    /// <summary>Above the others, or not any more; one note at a time.</summary>
    /// <exception cref="RuleViolation">It was removed.</exception>
    public void PinNote(Id<JobNote> id, bool isPinned, string name)
    {
        var note = NoteOf(id);
        RuleViolation.Unless(note.RemovedAt is null, JobRules.MissingNote, "This note was removed.");
        if (note.IsPinned != isPinned)
        {
            foreach (var other in _notes.Where(n => n.IsPinned))
            {
                other.Pin(false);
            }

            note.Pin(isPinned);
            Raise(new JobChanged(isPinned ? "note.pinned" : "note.unpinned", this) { By = name });
        }
    }

    /// <summary>Taken away, or brought back; twice changes nothing.</summary>
    /// <exception cref="RuleViolation">It is somebody else's.</exception>
    public void RemoveNote(Id<JobNote> id, bool isRemoved, Id<StaffMember> by, string name, DateTimeOffset now)
    {
        var note = NoteOf(id);
        RuleViolation.Unless(note.AuthorId == by, JobRules.OthersNote, "Only whoever wrote a note can remove it.");
        if (note.RemovedAt is null == isRemoved)
        {
            note.Remove(isRemoved ? now : null);
            Raise(new JobChanged(isRemoved ? "note.removed" : "note.restored", this) { By = name });
        }
    }

    /// <summary>Twice changes nothing.</summary>
    /// <returns>Null: it bore the tag already.</returns>
    /// <exception cref="RuleViolation">There are enough.</exception>
    public JobTag? PutTag(Tag tag)
    {
        if (_tags.Any(t => t.TagId == tag.Id))
        {
            return null;
        }

        RuleViolation.Unless(_tags.Count < MostTags, JobRules.TooMany, $"A job bears at most {MostTags} tags.");
        var borne = new JobTag(WorkspaceId, Id, tag.Id);
        _tags.Add(borne);
        Raise(new JobChanged("job.tagged", this) { What = tag.Name });
        return borne;
    }

    /// <summary>Twice changes nothing.</summary>
    public void TakeTag(Tag tag)
    {
        if (_tags.RemoveAll(t => t.TagId == tag.Id) > 0)
        {
            Raise(new JobChanged("job.untagged", this) { What = tag.Name });
        }
    }

    private ChecklistItem ItemOf(Id<ChecklistItem> id) =>
        _checklist.SingleOrDefault(i => i.Id == id && i.RemovedAt is null)
        ?? throw new RuleViolation(JobRules.MissingItem, "Somebody has removed this item.");

    private JobNote NoteOf(Id<JobNote> id) =>
        _notes.SingleOrDefault(n => n.Id == id) ?? throw new RuleViolation(JobRules.MissingNote, "There is no such note.");
}

/// <summary>The columns of the board, in order.</summary>
public enum JobStage
{
    Lead,
    Scheduled,
    EstimateSent,
    Approved,
    Invoiced,
    Paid,
}

/// <summary>How a job leaves the board without being paid.</summary>
public enum JobEnd
{
    Lost,
    Cancelled,
}

/// <summary>What is true of a job's records; void invoices count for nothing.</summary>
/// <param name="HasAppointment">One that was neither cancelled nor missed.</param>
/// <param name="HasOpenEstimate">A sent version is open: not answered, withdrawn or expired.</param>
/// <param name="HasSentInvoice">An invoice was sent with its balance; one that only waits for its deposit was not.</param>
/// <param name="IsSettled">There is at least one invoice, and all are settled.</param>
public readonly record struct JobFacts(bool HasAppointment, bool HasOpenEstimate, bool HasApproval, bool HasSentInvoice, bool IsSettled)
{
    /// <summary>The furthest that is true.</summary>
    public JobStage Stage =>
        IsSettled ? JobStage.Paid
        : HasSentInvoice ? JobStage.Invoiced
        : HasApproval ? JobStage.Approved
        : HasOpenEstimate ? JobStage.EstimateSent
        : HasAppointment ? JobStage.Scheduled
        : JobStage.Lead;
}

/// <summary>Rule codes of jobs.</summary>
public static class JobRules
{
    public const string Title = "job.title";
    public const string Ended = "job.ended";
    public const string Missing = "job.missing";
    public const string NoSuchMove = "job.no-such-move";
    public const string Reason = "job.reason";
    public const string NotEnded = "job.not-ended";
    public const string TooMany = "job.too-many";
    public const string Item = "job.item";
    public const string MissingItem = "job.missing-item";
    public const string Note = "job.note";
    public const string MissingNote = "job.missing-note";
    public const string OthersNote = "job.others-note";
    public const string Tag = "job.tag";
}

public sealed record JobOpened : DomainEvent
{
    public JobOpened(Id<Job> job, Id<Customer> customer, string number, string title)
        : base("job.opened", job.Value) => (Number, Title, Customer, Job) = (number, title, customer.Value, job.Value);

    public string Number { get; }
    public string Title { get; }
    public override IReadOnlyDictionary<string, string> Details => new Dictionary<string, string> { ["number"] = Number, ["title"] = Title };
}

public sealed record JobMoved : DomainEvent
{
    public JobMoved(Id<Job> job, Id<Customer> customer, string number, JobStage from, JobStage to)
        : base("job.moved", job.Value) => (Number, From, To, Customer, Job) = (number, from, to, customer.Value, job.Value);

    public string Number { get; }
    public JobStage From { get; }
    public JobStage To { get; }

    public override IReadOnlyDictionary<string, string> Details =>
        new Dictionary<string, string>
        {
            ["number"] = Number,
            ["from"] = From.ToString(),
            ["to"] = To.ToString(),
        };
}

public sealed record JobAssigned : DomainEvent
{
    public JobAssigned(Id<Job> job, Id<Customer> customer, string? name)
        : base("job.assigned", job.Value) => (Name, Customer, Job) = (name, customer.Value, job.Value);

    public string? Name { get; }
    public string Number { get; init; } = "";

    /// <summary>Whose bell it rings; null: nobody's.</summary>
    public Id<StaffMember>? Staff { get; init; }

    public override IReadOnlyDictionary<string, string> Details =>
        new Dictionary<string, string>
        {
            ["name"] = Name ?? "nobody",
            ["number"] = Number,
            ["staff"] = Staff?.ToString() ?? "",
        };
}

public sealed record JobEnded : DomainEvent
{
    public JobEnded(Id<Job> job, Id<Customer> customer, JobEnd end, string reason)
        : base("job.ended", job.Value) => (End, Reason, Customer, Job) = (end, reason, customer.Value, job.Value);

    public JobEnd End { get; }
    public string Reason { get; }
    public override IReadOnlyDictionary<string, string> Details => new Dictionary<string, string> { ["end"] = End.ToString(), ["reason"] = Reason };
}

/// <summary>Something about a job was changed that its staff see; the customer hears of it only where <see cref="DomainEvent.Customer"/> says so.</summary>
public sealed record JobChanged : DomainEvent
{
    public JobChanged(string kind, Job job)
        : base(kind, job.Id.Value) => (Number, Job) = (job.Number, job.Id.Value);

    public string Number { get; }

    /// <summary>The words it is about; null: none are told, such as those of a note.</summary>
    public string? What { get; init; }

    /// <summary>What it was; null: nothing.</summary>
    public string? Before { get; init; }

    /// <summary>Who did it; null: the line's actor says so.</summary>
    public string? By { get; init; }

    public override IReadOnlyDictionary<string, string> Details
    {
        get
        {
            var details = new Dictionary<string, string> { ["number"] = Number };
            foreach (var (key, value) in new[] { ("what", What), ("before", Before), ("by", By) })
            {
                if (value is not null)
                {
                    details[key] = value;
                }
            }

            return details;
        }
    }
}
