# Khai sinh, thường trú, thẻ BHYT: công an và bảo hiểm cùng làm (birth group, in parallel)
at '08:00 03/03/2025'
submit song-hien --procedure 2.000986 --unit H14.40.21.01 --as mai.huong --channel direct \
	--applicant 'Nông Thị Lan' --id-number 999055000003 \
	--field 'child_name=Nông Bảo An' --field birth_date:text=2025-02-20 \
	--paper to_khai --paper chung_sinh
at '09:00 03/03/2025'
act song-hien mai.huong H14.40.21.01 complete
at '10:00 03/03/2025'
act song-hien tran.binh H14.40.21.02 pass
at '11:00 03/03/2025'
act song-hien phan.chinh H14.40.21 signed --paper khai_sinh:electronic
# Bước tự động: máy trạm của tỉnh hỏi cơ sở dữ liệu dân cư lấy số định danh.
until_step song-hien parents_confirm
at '13:30 03/03/2025'
act song-hien mai.huong H14.40.21.01 --signal vneid.confirmed
at '09:00 04/03/2025'
act bao-hiem nguyen.oanh G12.30.14.40 answered --step card --paper the_bhyt:electronic
at '15:00 04/03/2025'
act cong-an vu.hoan G01.14.40.21 answered --step residence --paper thuong_tru:electronic
at '16:00 04/03/2025'
act song-hien mai.huong H14.40.21.01 --return online
