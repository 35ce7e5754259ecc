using Altitude.Domain.Customers;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Tests.Jobs;

/// <summary>What staff keep with a job: its checklist, notes and tags, its name and place.</summary>
public sealed class JobPaperTests
{
    private readonly Job _job = Summit.AcRepair();
    private readonly Id<StaffMember> _dana = Id<StaffMember>.New();
    private readonly Id<StaffMember> _priya = Id<StaffMember>.New();

    private string[] Order => [.. _job.Checklist.Where(i => i.RemovedAt is null).OrderBy(i => i.Position).Select(i => i.Text)];

    [Fact]
    public void An_item_says_who_did_it_and_when_until_it_is_not_done_after_all()
    {
        var item = _job.AddItem(Id<ChecklistItem>.New(), " Bring the capacitor ");
        _job.TakeEvents();

        _job.Tick(item.Id, true, _dana, Summit.Tuesday);
        _job.Tick(item.Id, true, _priya, Summit.Tuesday.AddHours(1)); // She was second.
        Assert.Equal(("Bring the capacitor", _dana, Summit.Tuesday), (item.Text, item.DoneBy, item.DoneAt));
        _job.Tick(item.Id, false, _priya, Summit.Tuesday.AddHours(2));

        Assert.Equal((null, null), (item.DoneBy, item.DoneAt));
        Assert.Equal(["checklist.done", "checklist.undone"], _job.TakeEvents().Select(e => e.Kind));
    }

    [Fact]
    public void Items_stand_in_the_order_that_was_chosen_and_come_back_to_their_place()
    {
        var (a, b, c) = (Add("a"), Add("b"), Add("c"));

        _job.MoveItem(c.Id, 1);
        Assert.Equal(["c", "a", "b"], Order);
        _job.MoveItem(c.Id, 99);
        Assert.Equal(["a", "b", "c"], Order);

        _job.RemoveItem(b.Id, true, Summit.Tuesday);
        Assert.Equal(["a", "c"], Order);
        Assert.Equal(JobRules.MissingItem, Summit.RefusedBy(() => _job.Tick(b.Id, true, _dana, Summit.Tuesday)));
        _job.RemoveItem(b.Id, false, Summit.Tuesday);
        Assert.Equal(["a", "b", "c"], Order);
        Assert.Equal(["a", "b", "c"], new[] { a, b, c }.Select(i => i.Text));
    }

    [Fact]
    public void A_note_is_changed_and_removed_by_whoever_wrote_it_and_no_customer_hears_of_it()
    {
        var note = _job.WriteNote(Id<JobNote>.New(), "The gate code is 4711", _dana, "Dana", Summit.Tuesday);

        Assert.Equal(JobRules.OthersNote, Summit.RefusedBy(() => _job.EditNote(note.Id, "x", _priya, "Priya", Summit.Tuesday)));
        Assert.Equal(JobRules.OthersNote, Summit.RefusedBy(() => _job.RemoveNote(note.Id, true, _priya, "Priya", Summit.Tuesday)));
        _job.EditNote(note.Id, "The gate code is 4712", _dana, "Dana", Summit.Tuesday.AddHours(1));
        _job.PinNote(note.Id, true, "Priya");
        _job.RemoveNote(note.Id, true, _dana, "Dana", Summit.Tuesday.AddHours(2));
        _job.RemoveNote(note.Id, false, _dana, "Dana", Summit.Tuesday.AddHours(3));

        Assert.Equal(("The gate code is 4712", null, false), (note.Text, note.RemovedAt, note.IsPinned));
        var told = _job.TakeEvents().Where(e => e.Kind.StartsWith("note.", StringComparison.Ordinal)).ToArray();
        Assert.Equal(5, told.Length);
        Assert.All(told, e => Assert.Null(e.Customer));
        Assert.All(told, e => Assert.DoesNotContain(e.Details.Values, v => v.Contains("gate", StringComparison.Ordinal)));
    }

    [Fact]
    public void One_note_is_pinned_at_a_time()
    {
        var (first, second) = (Note("a"), Note("b"));

        _job.PinNote(first.Id, true, "Dana");
        _job.PinNote(second.Id, true, "Dana");

        Assert.Equal((false, true), (first.IsPinned, second.IsPinned));
    }

    [Fact]
    public void A_tag_is_borne_once_and_a_dozen_at_most()
    {
        var tag = MakeTag("Warranty");
        Assert.NotNull(_job.PutTag(tag));
        Assert.Null(_job.PutTag(tag));
        foreach (var n in Enumerable.Range(1, Job.MostTags - 1))
        {
            _job.PutTag(MakeTag($"tag {n}"));
        }

        Assert.Equal(JobRules.TooMany, Summit.RefusedBy(() => _job.PutTag(MakeTag("one more"))));
        _job.TakeTag(tag);
        Assert.DoesNotContain(_job.Tags, t => t.TagId == tag.Id);
    }

    [Fact]
    public void A_place_is_one_of_its_customers_and_its_name_is_told_to_them()
    {
        var other = Customer.Register(Id<Customer>.New(), _job.WorkspaceId, "Other", Summit.Tuesday);
        var foreign = other.AddLocation(Id<ServiceLocation>.New(), "", "9 Elm St");
        _job.TakeEvents();

        Assert.Equal(CustomerRules.Address, Summit.RefusedBy(() => _job.ChangePlace(foreign)));
        _job.Rename(" Heat pump ");
        _job.Rename("Heat pump");

        var told = Assert.Single(_job.TakeEvents());
        Assert.Equal(("job.renamed", _job.CustomerId.Value), (told.Kind, told.Customer));
    }

    private ChecklistItem Add(string text) => _job.AddItem(Id<ChecklistItem>.New(), text);

    private JobNote Note(string text) => _job.WriteNote(Id<JobNote>.New(), text, _dana, "Dana", Summit.Tuesday);

    private Tag MakeTag(string name) => Tag.Make(Id<Tag>.New(), _job.WorkspaceId, name, TagTone.Neutral);
}
