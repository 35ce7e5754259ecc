using Altitude.Domain.Customers;
using Altitude.Domain.Jobs;
using Altitude.Domain.Leads;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Altitude.Data.Mapping;

internal sealed class LeadMapping : ITenantMapping<Lead>
{
    public void Configure(EntityTypeBuilder<Lead> lead)
    {
        lead.ToTable("leads", Schemas.Tenant);
        lead.HasKey(l => new { l.WorkspaceId, l.Id });
        lead.Property(l => l.Id).ValueGeneratedNever();
        lead.Property(l => l.Revision).IsConcurrencyToken();
        lead.Property(l => l.Number).HasMaxLength(32);
        lead.Property(l => l.Name).HasMaxLength(200).UseCollation(Conventions.PeopleCollation);
        lead.Property(l => l.Email).HasMaxLength(254);
        lead.Property(l => l.Phone).HasMaxLength(40);
        lead.Property(l => l.PhoneE164).HasColumnName("phone_e164").HasMaxLength(16);
        lead.Property(l => l.Address).HasMaxLength(400);
        lead.Property(l => l.Service).HasMaxLength(200).UseCollation(Conventions.PeopleCollation);
        lead.Property(l => l.Text).HasMaxLength(4000);
        lead.Property(l => l.PreferredTimes).HasMaxLength(400);
        lead.Property(l => l.Source).AsJson();
        lead.Property(l => l.FollowUpNote).HasMaxLength(1000);
        lead.Property(l => l.LostReason).HasMaxLength(400);
        lead.HasOne<Workspace>().WithMany().HasForeignKey(l => l.WorkspaceId).OnDelete(DeleteBehavior.Restrict);
        lead.HasOne<Customer>().WithMany().HasForeignKey(l => new { l.WorkspaceId, l.CustomerId }).OnDelete(DeleteBehavior.Restrict);
        lead.HasOne<Job>().WithMany().HasForeignKey(l => new { l.WorkspaceId, l.JobId }).OnDelete(DeleteBehavior.Restrict);
        lead.HasOne<Contact>().WithMany().HasForeignKey(l => new { l.WorkspaceId, l.AskedBy }).OnDelete(DeleteBehavior.Restrict);
        lead.HasOne<ServiceLocation>().WithMany().HasForeignKey(l => new { l.WorkspaceId, l.LocationId }).OnDelete(DeleteBehavior.Restrict);
        lead.HasMany(l => l.Photos).WithOne().HasForeignKey(p => new { p.WorkspaceId, p.LeadId }).OnDelete(DeleteBehavior.Restrict);
        lead.HasIndex(l => new { l.WorkspaceId, l.Number }).IsUnique(); // A request's page.
        lead.HasIndex(l => new
        {
            l.WorkspaceId,
            l.State,
            l.ReceivedAt,
        }); // The inbox, newest first.
    }
}

internal sealed class LeadPhotoMapping : ITenantMapping<LeadPhoto>
{
    public void Configure(EntityTypeBuilder<LeadPhoto> photo)
    {
        photo.ToTable("lead_photos", Schemas.Tenant);
        photo.HasKey(p => new { p.WorkspaceId, p.Id });
        photo.Property(p => p.Id).ValueGeneratedNever();
        photo
            .HasIndex(p => new
            {
                p.WorkspaceId,
                p.LeadId,
                p.Position,
            })
            .IsUnique(); // A request's pictures, in their order.
    }
}
