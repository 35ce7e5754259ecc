using Altitude.Domain.Customers;
using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Jobs;

/// <summary>One piece of work for one customer, from the first call to the last payment.</summary>
public sealed class Job : Entity, IWorkspaceOwned
{
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

    /// <summary>UTC.</summary>
    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>UTC; when it came to its present stage.</summary>
    public DateTimeOffset StagedAt { get; private set; }

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
        Raise(new JobAssigned(Id, CustomerId, name));
    }

    /// <summary>Leaves the board for good reason: lost or cancelled.</summary>
    public void Close(JobEnd end, string reason)
    {
        RuleViolation.Unless(End is null, JobRules.Ended, "This job has already left the board.");
        End = end;
        Raise(new JobEnded(Id, CustomerId, end, reason));
    }
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
    public override IReadOnlyDictionary<string, string> Details => new Dictionary<string, string> { ["name"] = Name ?? "nobody" };
}

public sealed record JobEnded : DomainEvent
{
    public JobEnded(Id<Job> job, Id<Customer> customer, JobEnd end, string reason)
        : base("job.ended", job.Value) => (End, Reason, Customer, Job) = (end, reason, customer.Value, job.Value);

    public JobEnd End { get; }
    public string Reason { get; }
    public override IReadOnlyDictionary<string, string> Details => new Dictionary<string, string> { ["end"] = End.ToString(), ["reason"] = Reason };
}
